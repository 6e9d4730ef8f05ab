package io.dualstream.outbox.example.orders;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Thrown if the payment for an order was declined; the order was not placed. */
@ResponseStatus(HttpStatus.PAYMENT_REQUIRED)
public class PaymentDeclinedException extends RuntimeException {

    PaymentDeclinedException(Order order) {
        super("Payment declined: " + order.amount() + " is above the limit of " + Payments.LIMIT);
    }
}

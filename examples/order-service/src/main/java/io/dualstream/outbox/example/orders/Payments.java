package io.dualstream.outbox.example.orders;

import java.math.BigDecimal;
import org.springframework.stereotype.Component;

/** Replaces a payment provider in this example. Declines payments above the limit. */
@Component
class Payments {

    static final BigDecimal LIMIT = new BigDecimal("1000.00");

    void authorize(Order order) {
        if (order.amount().compareTo(LIMIT) > 0) {
            throw new PaymentDeclinedException(order);
        }
    }
}

package io.dualstream.outbox.example.orders;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/** The order that a customer requests. */
public record NewOrder(String customer, String item, BigDecimal amount) {

    public NewOrder {
        requireNonNull(customer, "customer");
        requireNonNull(item, "item");
        requireNonNull(amount, "amount");
    }
}

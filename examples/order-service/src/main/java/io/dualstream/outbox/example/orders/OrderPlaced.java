package io.dualstream.outbox.example.orders;

import java.math.BigDecimal;
import java.util.UUID;

/** The event that informs other services of a new order. */
public record OrderPlaced(UUID orderId, String customer, String item, BigDecimal amount) {

    static OrderPlaced of(Order order) {
        return new OrderPlaced(order.id(), order.customer(), order.item(), order.amount());
    }
}

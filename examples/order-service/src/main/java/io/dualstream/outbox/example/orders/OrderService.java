package io.dualstream.outbox.example.orders;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Places orders. An order and its event commit together or not at all. */
@Service
public class OrderService {

    private final OrderTable orders;
    private final Payments payments;
    private final Outbox outbox;

    OrderService(OrderTable orders, Payments payments, Outbox outbox) {
        this.orders = orders;
        this.payments = payments;
        this.outbox = outbox;
    }

    /**
     * Places an order. Throws {@link PaymentDeclinedException} if the payment is declined; then neither the order nor its
     * event exists.
     */
    @Transactional
    public Order place(NewOrder request) {
        var order = new Order(UUID.randomUUID(), request.customer(), request.item(), request.amount());
        orders.insert(order);
        outbox.publish(OutboxEvent.of("order", order.id().toString(), "OrderPlaced", OrderPlaced.of(order)));
        payments.authorize(order);
        return order;
    }
}

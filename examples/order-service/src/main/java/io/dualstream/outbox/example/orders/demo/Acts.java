package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.example.orders.NewOrder;
import io.dualstream.outbox.example.orders.OrderService;
import io.dualstream.outbox.example.orders.PaymentDeclinedException;
import io.dualstream.outbox.example.orders.demo.ledger.Card;
import io.dualstream.outbox.example.orders.demo.ledger.Card.Kind;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.witness.CurrentCard;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The actions of a visitor. Each action uses the order service's API, or plain SQL. */
final class Acts {

    private static final int BURST_THREADS = Runtime.getRuntime().availableProcessors() > 4 ? 4 : 2;

    private final OrderService orders;
    private final LegacyBatch batch;
    private final Ledger ledger;
    private final CurrentCard current;
    private final AtomicBoolean bursting = new AtomicBoolean();

    Acts(OrderService orders, LegacyBatch batch, Ledger ledger, CurrentCard current) {
        this.orders = orders;
        this.batch = batch;
        this.ledger = ledger;
        this.current = current;
    }

    Card placeOrder() {
        NewOrder order = Shoppers.affordable();
        Card card = openCard(order);
        current.during(card, () -> orders.place(order));
        return card;
    }

    Card rollOneBack() {
        NewOrder order = Shoppers.tooExpensive();
        Card card = openCard(order);
        try {
            current.during(card, () -> orders.place(order));
        } catch (PaymentDeclinedException expected) {
            // the order and its event are gone: that is the act
        }
        return card;
    }

    private Card openCard(NewOrder order) {
        return ledger.open(Kind.ORDER, order.customer() + " · " + order.item(), "€ " + order.amount(), 1);
    }

    Card runLegacyBatch() throws SQLException {
        return batch.run();
    }

    /**
     * Places the orders one by one, each in a transaction of its own, from several threads. Blocks until the last order has
     * committed.
     */
    Card burst(int size) throws InterruptedException {
        if (!bursting.compareAndSet(false, true)) {
            throw new IllegalStateException("A burst is under way already");
        }
        try {
            String title = String.format(Locale.ROOT, "Burst of %,d orders", size);
            Card card = ledger.open(Kind.BURST, title, "each in a transaction of its own", size);
            var left = new AtomicInteger(size);
            var threads = new Thread[BURST_THREADS];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> current.during(card, () -> placeWhile(left)), "demo-burst-" + i);
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return card;
        } finally {
            bursting.set(false);
        }
    }

    boolean bursting() {
        return bursting.get();
    }

    private void placeWhile(AtomicInteger left) {
        while (left.getAndDecrement() > 0) {
            orders.place(Shoppers.affordable());
        }
    }
}

package io.dualstream.outbox.example.orders.demo.witness;

import io.dualstream.outbox.example.orders.demo.ledger.Card;
import org.jspecify.annotations.Nullable;

/** The card that events published by this thread belong to; none means that every event opens its own. */
public final class CurrentCard {

    @SuppressWarnings("ThreadLocalUsage") // lives and ends with its stage
    private final ThreadLocal<@Nullable Card> card = new ThreadLocal<>();

    @Nullable
    Card get() {
        return card.get();
    }

    public void during(Card value, Runnable task) {
        card.set(value);
        try {
            task.run();
        } finally {
            card.remove();
        }
    }
}

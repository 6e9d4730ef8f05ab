package io.dualstream.outbox.example.orders.demo.witness;

import io.dualstream.outbox.example.orders.demo.ledger.Card;
import org.jspecify.annotations.Nullable;

/** Holds the card of the events that this thread publishes. Without a card, every event opens a card of its own. */
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

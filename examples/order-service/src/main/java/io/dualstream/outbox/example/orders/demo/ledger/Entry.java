package io.dualstream.outbox.example.orders.demo.ledger;

import java.util.EnumSet;
import java.util.Set;

/** One event in the {@link Ledger}, and guarded by it. */
final class Entry {

    final Card card;
    final Set<Stream> seen = EnumSet.noneOf(Stream.class);
    long sentNanos;
    boolean rolledBack;

    Entry(Card card) {
        this.card = card;
    }

    boolean arrivedEverywhere() {
        return seen.size() == Stream.values().length;
    }
}

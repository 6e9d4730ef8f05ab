package io.dualstream.outbox.example.orders.demo.ledger;

import java.util.EnumSet;
import java.util.Set;

/** One event in the {@link Ledger}, which guards the entry with its lock. */
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

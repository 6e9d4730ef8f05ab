package io.dualstream.outbox.relay.status;

import java.util.Locale;

/** What became of an event that could not simply be published. */
public enum DeadLetterState {
    /** Kafka refused it. */
    FAILED,
    /** It waits behind one that failed. */
    PARKED,
    /** Kafka has it. */
    PUBLISHED,
    /** An operator gave it up. */
    DISCARDED;

    /** As it stands in the table. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static DeadLetterState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}

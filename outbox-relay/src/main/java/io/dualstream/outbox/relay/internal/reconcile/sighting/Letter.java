package io.dualstream.outbox.relay.internal.reconcile.sighting;

/** What became of an event that Kafka rejected, or that waits behind such an event. */
public enum Letter {
    /** Kafka rejected the event. */
    OPEN('O'),
    /** The event waits behind another one, or for its topic; the relay publishes it without a request. */
    PARKED('W'),
    /** Somebody requested a retry or discard, or the event was published after the topics were read. */
    PENDING('R'),
    /** Kafka had the event before the topics were read. */
    PUBLISHED('P'),
    DISCARDED('D');

    private final char code;

    Letter(char code) {
        this.code = code;
    }

    /** Stands for the letter in a {@link Sighting}. */
    public long code() {
        return code;
    }

    public static Letter of(Sighting letter) {
        for (Letter each : values()) {
            if (each.code == letter.major()) {
                return each;
            }
        }
        throw new IllegalArgumentException("no dead letter has the code " + letter.major());
    }
}

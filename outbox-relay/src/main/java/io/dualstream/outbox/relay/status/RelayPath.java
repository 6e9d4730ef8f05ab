package io.dualstream.outbox.relay.status;

import java.util.Locale;

/** The two ways an event leaves the table. */
public enum RelayPath {
    /** WAL to Kafka. */
    DURABLE,
    /** Table to Redis. */
    LIVE;

    public String label() {
        return this == DURABLE ? "Durable" : "Live";
    }

    /** Its name in metrics. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.dualstream.outbox.relay;

/** The two ways an event leaves the table. */
public enum Path {
    /** WAL to Kafka. */
    DURABLE,
    /** Table to Redis. */
    LIVE
}

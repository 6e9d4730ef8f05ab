package io.dualstream.outbox.relay.internal.kafka.hanging;

/** The kinds of records that a transaction has left open if Kafka neither committed nor aborted it in all partitions. */
public enum Hanging {
    NOTHING,

    /** Events are open; the state that was read is of this transaction or a later one. */
    EVENTS,

    /** State is open, and perhaps events; the state that was read is older than this transaction. */
    STATE
}

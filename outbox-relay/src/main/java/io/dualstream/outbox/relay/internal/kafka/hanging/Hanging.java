package io.dualstream.outbox.relay.internal.kafka.hanging;

/** What a transaction that Kafka neither committed nor aborted everywhere has left behind. */
public enum Hanging {
    NOTHING,

    /** Some events; the state is that of this transaction or a later one. */
    EVENTS,

    /** State, and perhaps events: the state read is that before this transaction. */
    STATE
}

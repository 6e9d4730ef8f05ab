package io.dualstream.outbox.relay.config;

/** What happens when Kafka refuses an event for good. */
public enum DeadLetterPolicy {
    /** The event becomes a dead letter, and later events go on: those of its key overtake it. */
    SKIP,
    /** The event becomes a dead letter, and later events of its aggregate type and key wait behind it. */
    PARK_KEY,
    /** The durable path stops until somebody retries or discards the event. */
    HALT
}

package io.dualstream.outbox.relay.config;

/** What the durable path promises a consumer of its topics. */
public enum Delivery {
    /** Events and durable cursor share one Kafka transaction: {@code read_committed} consumers see each event once. */
    EXACTLY_ONCE,
    /** No Kafka transactions: after a crash the last events may arrive again, under the same {@code ce_id}. */
    AT_LEAST_ONCE
}

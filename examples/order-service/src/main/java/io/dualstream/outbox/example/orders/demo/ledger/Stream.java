package io.dualstream.outbox.example.orders.demo.ledger;

/** The streams on which an event arrives. */
public enum Stream {
    REDIS,
    KAFKA
}

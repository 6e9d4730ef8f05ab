package io.dualstream.outbox.example.orders.demo.ledger;

/** Where an event arrives. */
public enum Stream {
    REDIS,
    KAFKA
}

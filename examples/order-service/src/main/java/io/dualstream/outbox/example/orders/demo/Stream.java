package io.dualstream.outbox.example.orders.demo;

/** Where an event arrives. */
enum Stream {
    REDIS,
    KAFKA
}

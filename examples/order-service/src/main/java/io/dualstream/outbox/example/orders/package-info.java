/**
 * An order service as its authors would write it: placing an order writes the order and publishes its event in one
 * transaction. Nothing here knows Kafka, Redis or the relay; the starter wires them from {@code application.yaml}.
 */
@NullMarked
package io.dualstream.outbox.example.orders;

import org.jspecify.annotations.NullMarked;

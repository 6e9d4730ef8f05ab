/**
 * An order service, written as a user of the outbox would write one. Placing an order writes the order and publishes its
 * event in one transaction. No class of this package uses Kafka, Redis or the relay; the starter configures them from
 * {@code application.yaml}.
 */
@NullMarked
package io.dualstream.outbox.example.orders;

import org.jspecify.annotations.NullMarked;

/**
 * The witnesses, which report to the ledger what they see: a plain Redis subscriber, a {@code read_committed} Kafka consumer, and an
 * outbox that observes each publication and the end of its transaction. The relay reports nothing to the ledger.
 */
@NullMarked
package io.dualstream.outbox.example.orders.demo.witness;

import org.jspecify.annotations.NullMarked;

/**
 * The durable path, from the WAL to Kafka. One thread makes one attempt after the other. An attempt fences predecessors, reads
 * the cursor back, recovers if no slot follows the cursor, then streams
 * ({@link io.dualstream.outbox.relay.internal.durable.DurableSession}): {@code WalStream} to {@code BatchPublisher} to
 * {@code DeadLetteringPublisher} to Kafka.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.durable;

import org.jspecify.annotations.NullMarked;

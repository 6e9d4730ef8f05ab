/**
 * The durable path, WAL to Kafka: one thread, one attempt after the other. An attempt fences predecessors, reads the cursor back,
 * recovers if no slot follows it, then streams: {@code WalStream} to {@code BatchPublisher} to {@code DeadLettering} to Kafka.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.durable;

import org.jspecify.annotations.NullMarked;

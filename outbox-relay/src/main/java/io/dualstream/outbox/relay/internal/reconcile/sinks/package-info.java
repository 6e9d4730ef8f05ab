/**
 * Reads Kafka and Redis for a reconciliation: {@code KafkaTopics} and {@code RedisStreams} a range of time, {@code KafkaFeed} and
 * {@code RedisFeed} what is new since last time.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.reconcile.sinks;

import org.jspecify.annotations.NullMarked;

/**
 * The relay: reads committed events from PostgreSQL, publishes them to Kafka (durable path) and pushes them to Redis
 * (live path).
 */
@NullMarked
package io.dualstream.outbox.relay;

import org.jspecify.annotations.NullMarked;

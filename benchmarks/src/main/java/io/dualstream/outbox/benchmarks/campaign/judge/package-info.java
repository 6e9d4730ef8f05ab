/**
 * Compares the events that consumers see with the events that writers recorded. Reads Kafka and Redis as any consumer does,
 * independently of the relay.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.judge;

import org.jspecify.annotations.NullMarked;

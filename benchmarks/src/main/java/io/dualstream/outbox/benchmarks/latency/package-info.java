/**
 * Measures how long an event takes from its commit to a Kafka consumer and to a Redis subscriber, at several rates and with or
 * without an open transaction beside the measured ones.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.latency;

import org.jspecify.annotations.NullMarked;

/** Measures how an outage of Kafka affects writers and Redis, and how long the relay takes to publish the events of the outage. */
@NullMarked
package io.dualstream.outbox.benchmarks.outage;

import org.jspecify.annotations.NullMarked;

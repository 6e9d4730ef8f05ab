/** Measures how fast each system drains a backlog of events into Kafka. */
@NullMarked
package io.dualstream.outbox.benchmarks.drain;

import org.jspecify.annotations.NullMarked;

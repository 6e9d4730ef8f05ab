/**
 * Compares what consumers saw with what writers know, and knows nothing of the relay. Pure: no I/O. There is one check for each kind of
 * consumer; {@code Wire} says how an event must look to it.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign.judge;

import org.jspecify.annotations.NullMarked;

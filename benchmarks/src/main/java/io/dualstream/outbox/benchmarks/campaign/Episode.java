package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Struck;
import java.time.Duration;
import java.util.List;

/**
 * Faults that struck together, and the recovery from them.
 *
 * @param faults in the order they struck
 * @param untilNanos {@link System#nanoTime} when both streams had an event committed after the last fault
 * @param recovery from the end of the last fault until then
 */
record Episode(List<Struck> faults, long untilNanos, Duration recovery) {}

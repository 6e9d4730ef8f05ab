package io.dualstream.outbox.benchmarks.latency;

import java.time.Duration;

/**
 * The lengths and repetitions of a latency run.
 *
 * @param warmUp length of the warm-up of each process, at the busy rate, which is not measured
 * @param busy length of a round at the busy rate
 * @param quiet length of a round at one transaction a second
 */
record LatencyPlan(int repetitions, Duration warmUp, Duration busy, Duration quiet) {

    Duration length(LatencyScenario scenario) {
        return scenario.perSecond() == 1 ? quiet : busy;
    }
}

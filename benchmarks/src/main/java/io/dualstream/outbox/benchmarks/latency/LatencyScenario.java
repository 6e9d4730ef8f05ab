package io.dualstream.outbox.benchmarks.latency;

import java.time.Duration;

/** The ways in which the events of one round of a latency run are written. */
enum LatencyScenario {
    BUSY("500/s", 500, false),
    BUSY_HELD("500/s, one held", 500, true),
    QUIET("1/s", 1, false),
    QUIET_HELD("1/s, one held", 1, true);

    private final String label;
    private final int perSecond;
    private final boolean held;

    LatencyScenario(String label, int perSecond, boolean held) {
        this.label = label;
        this.perSecond = perSecond;
        this.held = held;
    }

    String label() {
        return label;
    }

    /** Transactions per second, one event each. */
    int perSecond() {
        return perSecond;
    }

    /** The number of events in a round of that length. */
    int events(Duration length) {
        return Math.toIntExact(length.toSeconds() * perSecond);
    }

    /** Whether another transaction, which has written an event, stays open meanwhile. */
    boolean held() {
        return held;
    }
}

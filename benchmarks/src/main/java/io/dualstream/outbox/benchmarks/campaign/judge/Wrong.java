package io.dualstream.outbox.benchmarks.campaign.judge;

/** What can be wrong with an event in a stream. */
public enum Wrong {
    /** Committed, and not there. */
    LOST,
    /** There more than once. */
    DUPLICATE,
    /** There before an earlier one of its aggregate. */
    DISORDERED,
    /** There, and never committed. */
    LEAKED,
    /** There with a payload or aggregate id that nobody wrote. */
    ALTERED
}

package io.dualstream.outbox.benchmarks.campaign.judge;

/** The kinds of violations of an event in a stream. */
public enum Wrong {
    /** The event was committed and is missing. */
    LOST,
    /** The event is there more than once. */
    DUPLICATE,
    /** The event comes before an earlier event of its aggregate. */
    DISORDERED,
    /** The event is there and was never committed. */
    LEAKED,
    /** The event has a payload or aggregate id that no writer wrote. */
    ALTERED
}

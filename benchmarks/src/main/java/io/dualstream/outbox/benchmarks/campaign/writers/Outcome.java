package io.dualstream.outbox.benchmarks.campaign.writers;

/** How a transaction ended, as far as its writer knows. */
public enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /** The connection died: only the table can tell. */
    UNKNOWN
}

package io.dualstream.outbox.benchmarks.campaign.writers;

/** The outcome of a transaction, as far as its writer knows. */
public enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /** The connection failed, so only the table shows the outcome. */
    UNKNOWN
}

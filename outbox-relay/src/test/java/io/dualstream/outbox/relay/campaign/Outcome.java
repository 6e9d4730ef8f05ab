package io.dualstream.outbox.relay.campaign;

/** How a transaction ended, as far as its writer knows. */
enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    /** The connection died: only the table can tell. */
    UNKNOWN
}

package io.dualstream.outbox.inbox;

/** What to do about an event that another transaction is handling at this moment. */
public enum WhenBusy {
    /** Wait until that transaction ends: then it is a duplicate, or free again. */
    WAIT,
    /** Leave it, {@link Outcome#BUSY}. */
    SKIP
}

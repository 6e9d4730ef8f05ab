package io.dualstream.outbox.inbox;

/** What became of an event that was given to the inbox. */
public enum Outcome {
    /** The handler ran, and what it did is committed together with the note that it did. */
    HANDLED,
    /** This consumer is done with the event already; the handler did not run. */
    DUPLICATE,
    /** It failed once too often and is kept as a dead failure; the handler's changes are rolled back. */
    GIVEN_UP,
    /** Another transaction is at it and may yet roll back: only with {@link WhenBusy#SKIP}. Give it again later. */
    BUSY;

    /** Whether it need not be given again: acknowledge it. */
    public boolean isDone() {
        return this != BUSY;
    }
}

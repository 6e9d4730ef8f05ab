package io.dualstream.outbox.inbox;

/** What became of an event that a consumer failed at. */
public enum FailureState {
    /** It comes again by itself. */
    FAILING,
    /** Given up, until somebody replays or discards it. */
    DEAD,
    /** A later attempt succeeded. */
    HANDLED,
    /** Its consumer never handles it. */
    DISCARDED
}

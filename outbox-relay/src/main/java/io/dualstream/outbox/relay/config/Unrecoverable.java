package io.dualstream.outbox.relay.config;

/** What the durable path does when it recovers from the table, and the table no longer holds what was not published. */
public enum Unrecoverable {
    /** Waits, until somebody accepts the loss. */
    HALT,
    /** Says what is lost, and goes on with what there is. */
    CONTINUE
}

package io.dualstream.outbox.relay.config;

/** How much of an event the live path carries. */
public enum LivePayload {
    /** A notification: every CloudEvents attribute, no {@code data}. */
    THIN,
    /** The whole event, {@code data} included. */
    FULL
}

package io.dualstream.outbox.spring;

/** What is done about the outbox schema when the application starts; written {@code true}, {@code false}, {@code validate}. */
public enum MigrationMode {
    /** Make it, or upgrade it. */
    ON,
    /** Nothing: somebody else sees to it. */
    OFF,
    /** Fail the start unless it is there and up to date. */
    VALIDATE
}

package io.dualstream.outbox.relay.internal.failpoint;

/**
 * A place in the code at which tests can stop a process. Without the system property {@value Failpoints#PROPERTY}, nothing
 * happens and nothing is counted at these places.
 */
public enum Failpoint {
    /** A batch has arrived from the WAL. */
    AFTER_POLL,
    /** Some events of a Kafka transaction are sent. */
    MID_SEND,
    /** All events of a Kafka transaction are sent. */
    BEFORE_KAFKA_COMMIT,
    /** Kafka has committed the transaction; nothing else records this yet. */
    AFTER_KAFKA_COMMIT,
    /** The position is about to be confirmed to the slot. */
    BEFORE_CONFIRM,
    /** The position is confirmed to the slot; PostgreSQL has not received it yet. */
    AFTER_CONFIRM,
    /** In start-up: predecessors are fenced and the cursor is read. */
    AFTER_FENCING,
    /** In start-up: a recovery mark is written, the slot is not created. */
    AFTER_RECOVERY_MARK,
    /** In start-up: a slot is created, nothing is published from the table. */
    AFTER_SLOT_MADE,
    /** In start-up: slot and cursor agree, the stream is about to begin. */
    BEFORE_STREAMING,
    /** In shutdown: the stream has ended, the connections are open. */
    IN_SHUTDOWN,
    /** Rows are read for Redis. */
    BEFORE_PUSH,
    /** Redis has the rows. */
    AFTER_PUSH;

    /** Returns at once, unless this failpoint is armed and this is the n-th arrival. */
    public void reached() {
        if (this == Failpoints.ARMED) {
            Failpoints.arrived();
        }
    }
}

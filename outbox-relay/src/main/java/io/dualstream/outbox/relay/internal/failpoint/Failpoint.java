package io.dualstream.outbox.relay.internal.failpoint;

/**
 * A place that matters when a process dies there. Nothing happens at any of them, and nothing is counted, unless the system
 * property {@value Failpoints#PROPERTY} says otherwise.
 */
public enum Failpoint {
    /** The WAL brought a batch. */
    AFTER_POLL,
    /** Some events of a Kafka transaction are sent. */
    MID_SEND,
    /** All of them are sent. */
    BEFORE_KAFKA_COMMIT,
    /** Kafka has committed them, nobody else knows. */
    AFTER_KAFKA_COMMIT,
    /** The slot is about to hear of it. */
    BEFORE_CONFIRM,
    /** The slot has heard of it, PostgreSQL has not yet. */
    AFTER_CONFIRM,
    /** In start-up: predecessors are fenced and the cursor is read. */
    AFTER_FENCING,
    /** In start-up: a recovery mark is written, the slot not made. */
    AFTER_RECOVERY_MARK,
    /** In start-up: a slot is made, nothing is published from the table. */
    AFTER_SLOT_MADE,
    /** In start-up: slot and cursor agree, the stream is about to begin. */
    BEFORE_STREAMING,
    /** In shutdown: the stream has ended, the connections have not. */
    IN_SHUTDOWN,
    /** Rows are read for Redis. */
    BEFORE_PUSH,
    /** Redis has them. */
    AFTER_PUSH;

    /** Goes on, but for the armed one at the n-th arrival. */
    public void reached() {
        if (this == Failpoints.ARMED) {
            Failpoints.arrived();
        }
    }
}

package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import java.time.Duration;

/**
 * Options of an inbox.
 *
 * @param schema the schema that contains the inbox
 * @param maxAttempts number of failed attempts after which an event is given up; at least 1
 * @param retention how long the inbox keeps the record of an event; if the event arrives later again, the event is handled
 *     again; at least one minute
 * @param whenBusy the reaction to an event that another transaction is handling
 */
public record InboxOptions(String schema, int maxAttempts, Duration retention, WhenBusy whenBusy) {

    public InboxOptions {
        if (schema.isBlank()) {
            throw new IllegalArgumentException("schema must not be blank");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts must be at least 1, was " + maxAttempts);
        }
        if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("retention must be at least PT1M, was " + retention);
        }
    }

    /**
     * Returns the defaults: schema {@code inbox}, 10 attempts, a retention of 7 days, and waiting for other transactions.
     */
    public static InboxOptions defaults() {
        return new InboxOptions("inbox", 10, Duration.ofDays(7), WhenBusy.WAIT);
    }

    public InboxOptions withSchema(String schema) {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }

    public InboxOptions withMaxAttempts(int maxAttempts) {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }

    public InboxOptions withRetention(Duration retention) {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }

    public InboxOptions withWhenBusy(WhenBusy whenBusy) {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }

    /** The reaction to an event that another transaction is handling. */
    public enum WhenBusy {
        /** The call waits until the other transaction ends. The event is then a duplicate, or free again. */
        WAIT,
        /** The call leaves the event and returns {@link Outcome#BUSY}. */
        SKIP
    }
}

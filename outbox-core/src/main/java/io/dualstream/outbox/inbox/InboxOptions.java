package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import java.time.Duration;

/**
 * How an inbox works.
 *
 * @param schema the one the inbox was migrated into
 * @param maxAttempts how often a handler may fail at an event before it is given up; at least 1
 * @param retention how long it is remembered that an event was received; one that comes again later is handled again; at least
 *     one minute
 * @param whenBusy what to do about an event that another transaction is handling
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

    /** Schema {@code inbox}, 10 attempts, 7 days, waiting. */
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

    /** What to do about an event that another transaction is handling at this moment. */
    public enum WhenBusy {
        /** Wait until that transaction ends: then it is a duplicate, or free again. */
        WAIT,
        /** Leave it, {@link Outcome#BUSY}. */
        SKIP
    }
}

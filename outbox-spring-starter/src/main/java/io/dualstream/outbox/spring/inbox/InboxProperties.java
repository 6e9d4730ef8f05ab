package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.InboxOptions;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
import io.dualstream.outbox.spring.OutboxMigration;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The inbox of this application.
 *
 * @param enabled Whether there is an inbox. It is a schema of its own in the application's database.
 * @param schema Schema that holds the tables received and failure.
 * @param migrate What to do about that schema at start, before anything uses the database: true makes or upgrades it,
 *     validate refuses to start unless it is up to date, false does nothing.
 * @param maxAttempts How often a listener may fail at an event before it is given up and kept in the table failure.
 * @param retention How long it is remembered that an event was received. One that comes again later is handled again: longer than
 *     the topics keep theirs, if offsets are ever reset.
 * @param whenBusy What to do about an event that another transaction is handling: wait for it, or skip it for now and be given it
 *     again.
 * @param replayInterval How often to look for failures whose replay was asked for.
 * @param backoff How long to wait before an event that failed is handled again.
 */
@ConfigurationProperties("outbox.inbox")
record InboxProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("inbox") String schema,
        @DefaultValue("true") OutboxMigration.Mode migrate,
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("wait") WhenBusy whenBusy,
        @DefaultValue("1s") Duration replayInterval,
        @DefaultValue Backoff backoff) {

    /**
     * How long to wait before an event that failed is handled again.
     *
     * @param initial The first wait; it doubles with each attempt.
     * @param max The longest wait; shorter than the consumer's max.poll.interval.ms.
     */
    record Backoff(
            @DefaultValue("1s") Duration initial,
            @DefaultValue("30s") Duration max) {}

    InboxOptions options() {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }
}

package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.InboxOptions;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
import io.dualstream.outbox.spring.OutboxMigration;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the inbox of this application.
 *
 * @param enabled Whether the application has an inbox, which is a schema of its own in the application's database.
 * @param schema Schema that holds the tables received and failure.
 * @param migrate What to do about the schema at start, before anything uses the database: true creates or upgrades the schema,
 *     validate refuses to start unless the schema is up to date, false does nothing.
 * @param maxAttempts How often a listener may fail at an event before the event is given up and kept in the table failure.
 * @param retention How long the inbox records that an event was received. An event that arrives again later is handled again, so
 *     retention should exceed that of the topics if consumer offsets are ever reset.
 * @param whenBusy What to do about an event that another transaction is handling: wait for that transaction, or skip the event,
 *     which is delivered again later.
 * @param replayInterval How often the inbox looks for requested replays.
 * @param backoff Delay before an event that failed is handled again.
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
     * Delay before an event that failed is handled again.
     *
     * @param initial The first delay, which doubles with each attempt.
     * @param max The longest delay; it should be shorter than the consumer's max.poll.interval.ms.
     */
    record Backoff(
            @DefaultValue("1s") Duration initial,
            @DefaultValue("30s") Duration max) {}

    InboxOptions options() {
        return new InboxOptions(schema, maxAttempts, retention, whenBusy);
    }
}

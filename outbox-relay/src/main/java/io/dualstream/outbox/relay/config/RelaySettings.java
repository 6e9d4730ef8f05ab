package io.dualstream.outbox.relay.config;

import io.dualstream.outbox.relay.internal.settings.ServerUrl;
import io.dualstream.outbox.relay.internal.settings.Setting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import io.dualstream.outbox.relay.status.DeadLetters.Policy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a relay. A value that breaks its rule is rejected, never corrected. Each {@link Setting} describes its
 * value.
 */
public record RelaySettings(
        @Setting(
                value = "the relay's name: prefix of its `transactional.id`, name of its lease and of its Redis cursor",
                usual = "outbox",
                pattern = "[A-Za-z0-9._-]{1,60}",
                rule = "1 to 60 letters, digits, `.`, `_` or `-`")
        String name,

        @Setting(value = "CloudEvents `source` of every event", absent = "`/<database>/<schema>`") @Nullable
        String source,

        @Setting(value = "`exactly-once` uses Kafka transactions, `at-least-once` does not", usual = "exactly-once")
        Delivery delivery,

        @Setting(
                value = "whether the relay creates or upgrades schema and publication at start, as `postgres.username`",
                usual = "false")
        boolean migrate,

        // whatever a path may still read again is younger than live.max-catch-up
        @Setting(
                value =
                        "time after its end at which a partition is dropped, once every sink has its events; `0`: never",
                usual = "7d",
                atLeast = "{live.max-catch-up}",
                orZero = true)
        Duration retention,

        @Setting(value = "`halt` or `continue` if the table has lost events that a recovery needs", usual = "halt")
        Unrecoverable unrecoverable,

        Wal wal,
        Postgres postgres,
        Kafka kafka,
        Live live,
        Backoff backoff,
        DeadLetters deadLetters) {

    private static final SettingCatalogue CATALOGUE = SettingCatalogue.of(RelaySettings.class);

    public RelaySettings {
        CATALOGUE.check(
                RelaySettings.class,
                name,
                source,
                delivery,
                migrate,
                retention,
                unrecoverable,
                wal,
                postgres,
                kafka,
                live,
                backoff,
                deadLetters);
        new ServerUrl(postgres.url).mustLeadToAPrimary();
    }

    /** Returns a builder. Only {@code postgres} and {@code kafka} have no default. */
    public static RelaySettingsBuilder builder() {
        return new RelaySettingsBuilder(CATALOGUE);
    }

    /** Limits of the WAL that the durable path may hold back on the server, and of the time without progress. */
    public record Wal(
            @Setting(
                    value = "retained WAL above which the relay drops its slot and reads the table instead; `0`: never",
                    name = "wal.max-retained",
                    usual = "0B",
                    bytes = true,
                    atLeast = "0B")
            long maxRetainedBytes,

            @Setting(
                    value = "time without an event or heartbeat from the slot after which the path is `WAITING`",
                    usual = "6 x {postgres.heartbeat-interval}, at least 1m",
                    atLeast = "3 x {postgres.heartbeat-interval}")
            Duration staleAfter) {}

    /** The database with the outbox table. */
    public record Postgres(
            @Setting(
                    value = "the database, reached without a pooler; several hosts need `targetServerType=primary`",
                    pattern = "jdbc:postgresql:.+",
                    rule = "a JDBC URL, `jdbc:postgresql://host:port/database`",
                    example = "jdbc:postgresql://localhost:5432/shop",
                    secret = true)
            String url,

            @Setting(
                    value = "database user with the role `outbox_relay` and the attribute `REPLICATION`",
                    example = "shop_relay")
            String username,

            @Setting(value = "password of the database user", secret = true) @Nullable
            String password,

            @Setting(
                    value = "schema that holds the table `event`",
                    usual = "outbox",
                    pattern = "[a-z_][a-z0-9_]{0,47}",
                    rule = "a lower-case SQL name of up to 48 characters")
            String schema,

            @Setting(
                    value = "logical replication slot, created and managed by the relay",
                    usual = "outbox_relay",
                    pattern = "[a-z0-9_]{1,63}",
                    rule = "1 to 63 lower-case letters, digits or `_`")
            String slot,

            @Setting(
                    value = "insert-only publication of the table",
                    usual = "{postgres.schema}_event",
                    pattern = "[a-z_][a-z0-9_]{0,62}",
                    rule = "a lower-case SQL name")
            String publication,

            @Setting(
                    value = "interval of heartbeats, which advance an idle slot, and of horizon marks",
                    usual = "10s",
                    atLeast = "100ms")
            Duration heartbeatInterval,

            @Setting(
                    value = "time after which a leader that sends nothing to PostgreSQL loses its lease",
                    usual = "5s",
                    atLeast = "3s")
            Duration leaseTimeout,

            @Setting(
                    value = "properties of the embedded Debezium engine; they override most of the relay's own",
                    secret = true)
            Map<String, String> debezium) {

        public Postgres {
            debezium = Map.copyOf(debezium);
        }

        @Override
        public String toString() {
            return "Postgres[" + url + ", " + username + ", " + schema + ", " + slot + ", " + publication + "]";
        }
    }

    /** The Kafka cluster to which the durable path publishes. */
    public record Kafka(
            @Setting(value = "Kafka brokers, as `host:port,…`", example = "localhost:9092")
            String bootstrapServers,

            @Setting(
                    value = "compacted topic that stores the durable cursor",
                    usual = "outbox.relay.state",
                    pattern = "[a-zA-Z0-9._-]{1,249}",
                    rule = "a topic name")
            String stateTopic,

            @Setting(
                    value = "prefix of topic names, before the aggregate type",
                    usual = "outbox.event.",
                    pattern = "[a-zA-Z0-9._-]{1,99}",
                    rule = "1 to 99 topic name characters")
            String topicPrefix,

            @Setting(
                    value = "whether the relay creates missing topics; if not, their events become dead letters",
                    usual = "true")
            boolean createTopics,

            @Setting(
                    value = "partitions of a topic that the relay creates; `0`: the broker's default",
                    usual = "0",
                    atLeast = "0")
            int partitions,

            @Setting(
                    value = "replicas of a topic that the relay creates; `0`: the broker's default",
                    usual = "0",
                    atLeast = "0")
            short replicationFactor,

            // One record names all the dead letters of a transaction, 24 bytes each: Kafka takes a record of at most a
            // megabyte.
            @Setting(
                    value = "maximum number of events per Kafka transaction",
                    usual = "8192",
                    atLeast = "1",
                    atMost = "40000")
            int maxTransactionRows,

            @Setting(value = "properties of the Kafka clients; they override the relay's own", secret = true)
            Map<String, String> properties) {

        public Kafka {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Kafka[" + bootstrapServers + ", " + topicPrefix + "*, " + stateTopic + "]";
        }
    }

    /** The live path. */
    public record Live(
            @Setting(
                    value = "Redis server that the live path writes to",
                    name = "redis.url",
                    absent = "none: no live path",
                    pattern = "rediss?(-[a-z]+)?://.+",
                    rule = "`redis://host:port` or `rediss://host:port`",
                    secret = true)
            @Nullable
            String redisUrl,

            @Setting(value = "whether the live path runs, if `redis.url` is set", usual = "true")
            boolean enabled,

            @Setting(value = "`thin` leaves the payload out, `full` includes it as `data`", usual = "thin")
            LivePayload payload,

            @Setting(value = "approximate number of entries kept per stream", usual = "10000", atLeast = "1")
            long streamMaxLength,

            @Setting(value = "prefix of channel names, before aggregate type, `:` and aggregate id", usual = "events:")
            String channelPrefix,

            @Setting(value = "prefix of stream names, before the aggregate type", usual = "outbox:stream:")
            String streamPrefix,

            @Setting(
                    value = "maximum number of rows per poll (with full payloads 32 at most)",
                    usual = "500",
                    atLeast = "1")
            int batchSizeRows,

            @Setting(value = "poll interval while events flow", usual = "1ms", atLeast = "100us")
            Duration minPollInterval,

            @Setting(value = "poll interval of an idle path", usual = "100ms", atLeast = "{live.min-poll-interval}")
            Duration maxPollInterval,

            @Setting(value = "time without an answer after which Redis counts as down", usual = "2s", atLeast = "10ms")
            Duration commandTimeout,

            @Setting(
                    value = "age above which events are skipped on connecting; skipping begins a new epoch",
                    usual = "5m",
                    atLeast = "0")
            Duration maxCatchUp) {

        /** Returns the URL of Redis; null if there is no live path, because no URL is set or the path is disabled. */
        @Override
        public @Nullable String redisUrl() {
            return enabled ? redisUrl : null;
        }

        @Override
        public String toString() {
            return "Live[" + (redisUrl() == null ? "off" : payload + ", " + channelPrefix + "*, " + streamPrefix + "*")
                    + "]";
        }
    }

    /**
     * The delays of a path before it tries again. The delays grow exponentially, with jitter, up to a maximum; the number of
     * attempts is not limited.
     */
    public record Backoff(
            @Setting(
                    value = "delay before the first retry; every further failure doubles the delay, with jitter",
                    usual = "200ms",
                    atLeast = "1ms")
            Duration initial,

            @Setting(value = "longest delay before a retry", usual = "10s", atLeast = "{backoff.initial}")
            Duration max) {}

    /** The handling of events that Kafka rejects for good. */
    public record DeadLetters(
            @Setting(
                    value = "reaction to an event that Kafka rejects for good: `park-key`, `skip` or `halt`",
                    usual = "park-key")
            Policy policy,

            @Setting(
                    "policies by aggregate type, `order: halt`, or by event type, which takes precedence, `\"[order/OrderPlaced]\": skip`")
            Map<String, Policy> policies,

            @Setting(
                    value = "consecutive ambiguous failures after which an event becomes a dead letter",
                    usual = "10",
                    atLeast = "1")
            int maxAttempts,

            @Setting(value = "how long published or discarded dead letters are kept", usual = "30d", atLeast = "1h")
            Duration retention,

            @Setting(
                    value =
                            "time for which a topic that takes no writes may delay all others; then only its own events wait; `0`: no limit",
                    usual = "1m",
                    atLeast = "0")
            Duration stalledTopicAfter) {

        public DeadLetters {
            policies = Map.copyOf(policies);
        }
    }

    /** The guarantee of the durable path for consumers of its topics. */
    public enum Delivery {
        /** Events and durable cursor share one Kafka transaction: {@code read_committed} consumers see each event once. */
        EXACTLY_ONCE,
        /**
         * The relay uses no Kafka transactions: after a crash the last events may arrive again, with the same {@code ce_id}.
         */
        AT_LEAST_ONCE
    }

    /** The part of an event that the live path sends. */
    public enum LivePayload {
        /** The live path sends a notification: every CloudEvents attribute, without {@code data}. */
        THIN,
        /** The live path sends the whole event, including {@code data}. */
        FULL
    }

    /**
     * The reaction of the durable path if, during a recovery from the table, the table no longer contains events that were
     * not published.
     */
    public enum Unrecoverable {
        /** The path waits until an operator accepts the loss. */
        HALT,
        /** The path reports the lost events, and continues with the remaining events. */
        CONTINUE
    }
}

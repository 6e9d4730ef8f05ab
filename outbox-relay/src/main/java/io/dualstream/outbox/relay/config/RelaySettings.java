package io.dualstream.outbox.relay.config;

import io.dualstream.outbox.relay.internal.settings.ServerUrl;
import io.dualstream.outbox.relay.internal.settings.Setting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import io.dualstream.outbox.relay.status.DeadLetters.Policy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything a relay needs to know: a value that breaks its rule is rejected, never corrected. Each {@link Setting} says what it means. */
public record RelaySettings(
        @Setting(
                value = "the relay's name: prefix of its `transactional.id`, name of its lease and of its Redis cursor",
                usual = "outbox",
                pattern = "[A-Za-z0-9._-]{1,60}",
                rule = "1 to 60 letters, digits, `.`, `_` or `-`")
        String name,

        @Setting(value = "CloudEvents `source` of every event", absent = "`/<database>/<schema>`") @Nullable
        String source,

        @Setting(value = "`exactly-once`, or `at-least-once`: no Kafka transactions", usual = "exactly-once")
        Delivery delivery,

        @Setting(value = "make or upgrade schema and publication at start, as the PostgreSQL user", usual = "false")
        boolean migrate,

        // whatever a path may still read again is younger than live.max-catch-up
        @Setting(
                value = "how long the table keeps events that both streams have, by whole partitions; `0`: for ever",
                usual = "7d",
                atLeast = "{live.max-catch-up}",
                orZero = true)
        Duration retention,

        @Setting(value = "`halt` or `continue` when the table lost what was not published", usual = "halt")
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

    /** A builder in which only {@code postgres} and {@code kafka} have no default. */
    public static RelaySettingsBuilder builder() {
        return new RelaySettingsBuilder(CATALOGUE);
    }

    /** How much the durable path may cost the server, and how long it may stand still. */
    public record Wal(
            @Setting(
                    value = "WAL above which the relay drops its slot and reads the table instead; `0`: never",
                    name = "wal.max-retained",
                    usual = "0B",
                    bytes = true,
                    atLeast = "0B")
            long maxRetainedBytes,

            @Setting(
                    value = "how long the slot may bring nothing, not even a heartbeat, until the path is `WAITING`",
                    usual = "6 x {postgres.heartbeat-interval}, at least 1m",
                    atLeast = "3 x {postgres.heartbeat-interval}")
            Duration staleAfter) {}

    /** Where the outbox table is. */
    public record Postgres(
            @Setting(
                    value = "direct connection, through no pooler; several hosts need `targetServerType=primary`",
                    pattern = "jdbc:postgresql:.+",
                    rule = "a JDBC URL, `jdbc:postgresql://host:port/database`",
                    example = "jdbc:postgresql://localhost:5432/shop",
                    secret = true)
            String url,

            @Setting(value = "login with the role `outbox_relay` and `REPLICATION`", example = "shop_relay")
            String username,

            @Setting(value = "password of that login", secret = true) @Nullable
            String password,

            @Setting(
                    value = "schema that holds the table `event`",
                    usual = "outbox",
                    pattern = "[a-z_][a-z0-9_]{0,47}",
                    rule = "a lower-case SQL name of up to 48")
            String schema,

            @Setting(
                    value = "logical replication slot, made and guarded by the relay",
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

            @Setting(value = "how often an idle slot moves and a mark is taken", usual = "10s", atLeast = "100ms")
            Duration heartbeatInterval,

            @Setting(value = "a leader that is silent for so long loses its lease", usual = "5s", atLeast = "3s")
            Duration leaseTimeout,

            @Setting(value = "properties for the embedded engine; they win over most of the relay's own", secret = true)
            Map<String, String> debezium) {

        public Postgres {
            debezium = Map.copyOf(debezium);
        }

        @Override
        public String toString() {
            return "Postgres[" + url + ", " + username + ", " + schema + ", " + slot + ", " + publication + "]";
        }
    }

    /** Where the durable path publishes. */
    public record Kafka(
            @Setting(value = "`host:port,…`", example = "localhost:9092")
            String bootstrapServers,

            @Setting(
                    value = "compacted topic of the durable cursor",
                    usual = "outbox.relay.state",
                    pattern = "[a-zA-Z0-9._-]{1,249}",
                    rule = "a topic name")
            String stateTopic,

            @Setting(
                    value = "topics are named prefix + aggregate type",
                    usual = "outbox.event.",
                    pattern = "[a-zA-Z0-9._-]{1,99}",
                    rule = "1 to 99 topic name characters")
            String topicPrefix,

            @Setting(value = "make topics that are missing; else their events become dead letters", usual = "true")
            boolean createTopics,

            @Setting(value = "partitions of a new topic; `0`: the broker's default", usual = "0", atLeast = "0")
            int partitions,

            @Setting(value = "replicas of a new topic; `0`: the broker's default", usual = "0", atLeast = "0")
            short replicationFactor,

            @Setting(value = "events per Kafka transaction at most", usual = "8192", atLeast = "1")
            int maxTransactionRows,

            @Setting(value = "properties for the Kafka clients; they win over the relay's own", secret = true)
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
                    value = "Redis that the live path pushes to",
                    name = "redis.url",
                    absent = "none: no live path",
                    pattern = "rediss?(-[a-z]+)?://.+",
                    rule = "`redis://host:port` or `rediss://host:port`",
                    secret = true)
            @Nullable
            String redisUrl,

            @Setting(value = "whether there is a live path, given a Redis", usual = "true")
            boolean enabled,

            @Setting(value = "`thin`, or `full`: with `data`", usual = "thin")
            LivePayload payload,

            @Setting(value = "entries kept per stream, about", usual = "10000", atLeast = "1")
            long streamMaxLength,

            @Setting(value = "channels are named prefix + aggregate type + `:` + aggregate id", usual = "events:")
            String channelPrefix,

            @Setting(value = "streams are named prefix + aggregate type", usual = "outbox:stream:")
            String streamPrefix,

            @Setting(value = "rows one poll returns at most (32 with full payloads)", usual = "500", atLeast = "1")
            int batchSizeRows,

            @Setting(value = "poll interval while events flow", usual = "1ms", atLeast = "100us")
            Duration minPollInterval,

            @Setting(value = "poll interval of an idle path", usual = "100ms", atLeast = "{live.min-poll-interval}")
            Duration maxPollInterval,

            @Setting(value = "after which a Redis that does not answer counts as down", usual = "2s", atLeast = "10ms")
            Duration commandTimeout,

            @Setting(value = "older events are left out on connecting, with a new epoch", usual = "5m", atLeast = "0")
            Duration maxCatchUp) {

        /** Null means there is no live path: no Redis was given, or the path is switched off. */
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

    /** How a path waits before it tries again: exponential with jitter, capped, for ever. */
    public record Backoff(
            @Setting(value = "first wait after a failure; doubles, with jitter", usual = "200ms", atLeast = "1ms")
            Duration initial,

            @Setting(value = "longest wait", usual = "10s", atLeast = "{backoff.initial}")
            Duration max) {}

    /** What happens to events that Kafka refuses for good. */
    public record DeadLetters(
            @Setting(value = "when Kafka refuses an event for good: `park-key`, `skip` or `halt`", usual = "park-key")
            Policy policy,

            @Setting(
                    "by aggregate type, `order: halt`, or by event type, which goes first, `\"[order/OrderPlaced]\": skip`")
            Map<String, Policy> policies,

            @Setting(value = "ambiguous failures in a row that make a dead letter", usual = "10", atLeast = "1")
            int maxAttempts,

            @Setting(value = "how long published or discarded ones are kept", usual = "30d", atLeast = "1h")
            Duration retention,

            @Setting(
                    value = "how long one topic may hold up the others, until only its own events wait; `0`: for ever",
                    usual = "1m",
                    atLeast = "0")
            Duration stalledTopicAfter) {

        public DeadLetters {
            policies = Map.copyOf(policies);
        }
    }

    /** What the durable path promises a consumer of its topics. */
    public enum Delivery {
        /** Events and durable cursor share one Kafka transaction: {@code read_committed} consumers see each event once. */
        EXACTLY_ONCE,
        /** No Kafka transactions: after a crash the last events may arrive again, under the same {@code ce_id}. */
        AT_LEAST_ONCE
    }

    /** How much of an event the live path carries. */
    public enum LivePayload {
        /** A notification: every CloudEvents attribute, no {@code data}. */
        THIN,
        /** The whole event, {@code data} included. */
        FULL
    }

    /** What the durable path does when it recovers from the table, and the table no longer holds what was not published. */
    public enum Unrecoverable {
        /** Waits, until somebody accepts the loss. */
        HALT,
        /** Says what is lost, and goes on with what there is. */
        CONTINUE
    }
}

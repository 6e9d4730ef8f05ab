package io.dualstream.outbox.relay.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a relay needs to know, validated once: a value that breaks a rule is rejected, never corrected. Make one
 * with {@link #builder()}, which knows every default.
 *
 * @param name the relay's name: prefix of its Kafka {@code transactional.id}, lease and Redis cursor. Default {@code outbox}
 * @param source the CloudEvents {@code source} of every event; null means {@code /<database>/<schema>}. Default null
 * @param delivery what consumers of the topics are promised. Default exactly once
 * @param migrate make or upgrade schema and publication at start, with the rights of the PostgreSQL user. Default
 *     false: they must exist
 * @param retention how long the table keeps events that every sink has, at least; by whole partitions. Zero: for ever.
 *     Default 7 days
 * @param unrecoverable what happens when a recovery finds that the table lost what was not published. Default halt
 */
public record RelaySettings(
        String name,
        @Nullable String source,
        Delivery delivery,
        boolean migrate,
        Duration retention,
        Unrecoverable unrecoverable,
        Wal wal,
        Postgres postgres,
        Kafka kafka,
        Live live,
        Backoff backoff,
        DeadLetters deadLetters) {

    public RelaySettings {
        Checks.matches("name", name, "[A-Za-z0-9._-]{1,60}", "1 to 60 letters, digits, '.', '_' or '-'");
        Checks.atLeast(
                "wal.stale-after",
                wal.staleAfter(),
                postgres.heartbeatInterval().multipliedBy(3));
        // whatever a path may still read again is younger than this
        if (!retention.isZero()) {
            Checks.atLeast("retention", retention, live.maxCatchUp());
        }
    }

    /** A builder in which only {@code postgres} and {@code kafka} have no default. */
    public static RelaySettingsBuilder builder() {
        return new RelaySettingsBuilder();
    }

    /**
     * Where the outbox table is.
     *
     * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}; direct, not through a transaction pooler. Of several
     *     hosts, with {@code targetServerType=primary}, the relay follows the primary
     * @param schema schema that holds the table {@code event}. Default {@code outbox}
     * @param slot logical replication slot, made and guarded by the relay. Default {@code outbox_relay}
     * @param publication insert-only publication of the table. Default schema + {@code _event}
     * @param heartbeatInterval how often the relay moves its slot although no event came. Default 10 s
     * @param leaseTimeout after how long without a sign of life the leader loses its lease. Default 5 s
     * @param debezium properties handed to the embedded engine as they are; they win over the relay's own. Default none
     */
    public record Postgres(
            String url,
            String username,
            @Nullable String password,
            String schema,
            String slot,
            String publication,
            Duration heartbeatInterval,
            Duration leaseTimeout,
            Map<String, String> debezium) {

        public Postgres {
            Checks.matches(
                    "postgres.url", url, "jdbc:postgresql:.+", "a JDBC URL, jdbc:postgresql://host:port/database");
            if (!new ServerUrl(url).leadsToAPrimary()) {
                throw new IllegalArgumentException(
                        "postgres.url names several servers: it needs targetServerType=primary,"
                                + " so that the relay finds the one that takes writes");
            }
            Checks.notBlank("postgres.username", username);
            Checks.matches("postgres.schema", schema, "[a-z_][a-z0-9_]{0,47}", "a lower-case SQL name of up to 48");
            Checks.matches("postgres.slot", slot, "[a-z0-9_]{1,63}", "1 to 63 lower-case letters, digits or '_'");
            Checks.matches("postgres.publication", publication, "[a-z_][a-z0-9_]{0,62}", "a lower-case SQL name");
            Checks.atLeast("postgres.heartbeat-interval", heartbeatInterval, Duration.ofMillis(100));
            Checks.atLeast("postgres.lease-timeout", leaseTimeout, Duration.ofSeconds(3));
            debezium = Map.copyOf(debezium);
        }

        @Override
        public String toString() {
            return "Postgres[" + url + ", " + username + ", " + schema + ", " + slot + ", " + publication + "]";
        }
    }

    /**
     * How much the durable path may cost the server, and how long it may stand still.
     *
     * @param maxRetainedBytes WAL kept for the slot above which the relay drops it, and reads the table instead; 0 means
     *     never. Default 0
     * @param staleAfter how long nothing, not even a heartbeat, may come through the slot until the path counts as down; at least three
     *     heartbeats. Default six heartbeats, 1 min at least
     */
    public record Wal(long maxRetainedBytes, Duration staleAfter) {

        public Wal {
            Checks.atLeast("wal.max-retained", maxRetainedBytes, 0);
            Checks.atLeast("wal.stale-after", staleAfter, Duration.ofMillis(300));
        }

        static Wal of(long maxRetainedBytes, @Nullable Duration staleAfter, Duration heartbeatInterval) {
            Duration minute = Duration.ofMinutes(1);
            Duration heartbeats = heartbeatInterval.multipliedBy(6);
            Duration usual = heartbeats.compareTo(minute) > 0 ? heartbeats : minute;
            return new Wal(maxRetainedBytes, staleAfter == null ? usual : staleAfter);
        }
    }

    /**
     * Where the durable path publishes.
     *
     * @param stateTopic compacted topic of the durable cursor. Default {@code outbox.relay.state}
     * @param topicPrefix topics are named prefix + aggregate type. Default {@code outbox.event.}
     * @param createTopics create missing topics. Default true
     * @param partitions of topics the relay creates; 0 takes the broker's default. Default 0
     * @param replicationFactor of topics the relay creates; 0 takes the broker's default. Default 0
     * @param maxTransactionRows events per Kafka transaction at most. Default 8192
     * @param properties handed to the Kafka clients as they are; they win over the relay's own. Default none
     */
    public record Kafka(
            String bootstrapServers,
            String stateTopic,
            String topicPrefix,
            boolean createTopics,
            int partitions,
            short replicationFactor,
            int maxTransactionRows,
            Map<String, String> properties) {

        public Kafka {
            Checks.notBlank("kafka.bootstrap-servers", bootstrapServers);
            Checks.matches("kafka.state-topic", stateTopic, Checks.TOPIC, "a topic name");
            Checks.matches("kafka.topic-prefix", topicPrefix, "[a-zA-Z0-9._-]{1,99}", "1 to 99 topic name characters");
            Checks.atLeast("kafka.partitions", partitions, 0);
            Checks.atLeast("kafka.replication-factor", replicationFactor, 0);
            Checks.atLeast("kafka.max-transaction-rows", maxTransactionRows, 1);
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Kafka[" + bootstrapServers + ", " + topicPrefix + "*, " + stateTopic + "]";
        }
    }

    /**
     * The live path.
     *
     * @param redisUrl {@code redis://} or {@code rediss://} URL; null means no live path
     * @param payload thin notifications or whole events. Default thin
     * @param streamMaxLength entries kept per stream, about. Default 10000
     * @param channelPrefix channels are prefix + aggregate type + ':' + aggregate id. Default {@code events:}
     * @param streamPrefix streams are prefix + aggregate type. Default {@code outbox:stream:}
     * @param batchSizeRows rows one poll returns at most. Default 500
     * @param minPollInterval poll interval while events flow. Default 1 ms
     * @param maxPollInterval poll interval of an idle path that nobody wakes. Default 100 ms
     * @param commandTimeout after which a Redis that does not answer counts as down. Default 2 s
     * @param maxCatchUp a backlog older than this is not replayed after an outage: the stream's epoch changes. Default 5 min
     */
    public record Live(
            @Nullable String redisUrl,
            LivePayload payload,
            long streamMaxLength,
            String channelPrefix,
            String streamPrefix,
            int batchSizeRows,
            Duration minPollInterval,
            Duration maxPollInterval,
            Duration commandTimeout,
            Duration maxCatchUp) {

        public Live {
            if (redisUrl != null) {
                Checks.matches(
                        "redis.url", redisUrl, "rediss?(-[a-z]+)?://.+", "redis://host:port or rediss://host:port");
            }
            Checks.atLeast("live.stream-max-length", streamMaxLength, 1);
            Checks.atLeast("live.batch-size-rows", batchSizeRows, 1);
            Checks.atLeast("live.min-poll-interval", minPollInterval, Duration.ofNanos(100_000));
            Checks.atLeast("live.max-poll-interval", maxPollInterval, minPollInterval);
            Checks.atLeast("live.command-timeout", commandTimeout, Duration.ofMillis(10));
            Checks.atLeast("live.max-catch-up", maxCatchUp, Duration.ZERO);
        }

        /** Without the URL: it may hold a password. */
        @Override
        public String toString() {
            return "Live[" + (redisUrl == null ? "off" : payload + ", " + channelPrefix + "*, " + streamPrefix + "*")
                    + "]";
        }
    }

    /**
     * How a path waits before it tries again: exponential with jitter, capped, for ever.
     *
     * @param initial first wait. Default 200 ms
     * @param max longest wait. Default 10 s
     */
    public record Backoff(Duration initial, Duration max) {

        public Backoff {
            Checks.atLeast("backoff.initial", initial, Duration.ofMillis(1));
            Checks.atLeast("backoff.max", max, initial);
        }

        /** The same, with no wait longer than {@code limit}. */
        public Backoff atMost(Duration limit) {
            return new Backoff(least(initial, limit), least(max, limit));
        }

        private static Duration least(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /**
     * What happens to events that Kafka refuses for good.
     *
     * @param policy for all that {@code policies} does not name. Default park key
     * @param policies by aggregate type, or by aggregate type + '/' + event type, which goes first. Default none
     * @param maxAttempts in a row, before an event is blamed for an error that may or may not be its own. Default 10
     * @param retention how long dead letters are kept once they are published or discarded. Default 30 days
     * @param stalledTopicAfter how long one topic may take no writes, while others do, until its events wait here and the others go on;
     *     they are published when it is back. Zero: everything waits for it. Default 1 min
     */
    public record DeadLetters(
            DeadLetterPolicy policy,
            Map<String, DeadLetterPolicy> policies,
            int maxAttempts,
            Duration retention,
            Duration stalledTopicAfter) {

        static final DeadLetters USUAL =
                new DeadLetters(DeadLetterPolicy.PARK_KEY, Map.of(), 10, Duration.ofDays(30), Duration.ofMinutes(1));

        public DeadLetters {
            Checks.atLeast("dead-letters.max-attempts", maxAttempts, 1);
            Checks.atLeast("dead-letters.retention", retention, Duration.ofHours(1));
            Checks.atLeast("dead-letters.stalled-topic-after", stalledTopicAfter, Duration.ZERO);
            policies = Map.copyOf(policies);
        }

        DeadLetters withPolicy(DeadLetterPolicy other) {
            return new DeadLetters(other, policies, maxAttempts, retention, stalledTopicAfter);
        }

        /** Beside those that are there. */
        DeadLetters withPolicies(Map<String, DeadLetterPolicy> more) {
            Map<String, DeadLetterPolicy> all = new HashMap<>(policies);
            all.putAll(more);
            return new DeadLetters(policy, all, maxAttempts, retention, stalledTopicAfter);
        }

        DeadLetters withMaxAttempts(int other) {
            return new DeadLetters(policy, policies, other, retention, stalledTopicAfter);
        }

        DeadLetters withRetention(Duration other) {
            return new DeadLetters(policy, policies, maxAttempts, other, stalledTopicAfter);
        }

        DeadLetters withStalledTopicAfter(Duration other) {
            return new DeadLetters(policy, policies, maxAttempts, retention, other);
        }

        /** The policy that holds for events of that kind. */
        public DeadLetterPolicy policyOf(String aggregateType, String eventType) {
            DeadLetterPolicy ofEvent = policies.get(aggregateType + "/" + eventType);
            return ofEvent != null ? ofEvent : policies.getOrDefault(aggregateType, policy);
        }
    }
}

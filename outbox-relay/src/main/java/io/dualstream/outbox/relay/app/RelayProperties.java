package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.config.DeadLetterPolicy;
import io.dualstream.outbox.relay.config.Delivery;
import io.dualstream.outbox.relay.config.LivePayload;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.config.Unrecoverable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The relay's settings as a person writes them: {@code outbox.relay.*} in YAML, {@code OUTBOX_RELAY_*} in the
 * environment.
 *
 * @param name Name of the relay: prefix of its Kafka transactional.id, its lease and its Redis cursor.
 * @param source CloudEvents source of every event. Default: / + database + / + schema.
 * @param delivery What consumers of the topics are promised: exactly-once or at-least-once.
 * @param migrate Whether to make or upgrade schema and publication at start, with the rights of the PostgreSQL user.
 * @param retention How long the table keeps events that every sink has, at least; 0 means for ever.
 * @param unrecoverable What happens when a recovery finds that the table lost what was not published: halt or continue.
 */
@ConfigurationProperties(RelayProperties.PREFIX)
public record RelayProperties(
        @DefaultValue("outbox") String name,
        @Nullable String source,
        @DefaultValue("exactly-once") Delivery delivery,
        @DefaultValue("false") boolean migrate,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("halt") Unrecoverable unrecoverable,
        @DefaultValue Wal wal,
        @DefaultValue Postgres postgres,
        @DefaultValue Kafka kafka,
        @DefaultValue Redis redis,
        @DefaultValue Live live,
        @DefaultValue Backoff backoff,
        @DefaultValue DeadLetters deadLetters,
        @DefaultValue Http http) {

    public static final String PREFIX = "outbox.relay";

    /**
     * Where the outbox table is.
     *
     * @param url JDBC URL, jdbc:postgresql://host:port/database; direct, not through a transaction pooler. Required.
     * @param username Login with the role outbox_relay and the attribute REPLICATION. Required.
     * @param password Password of that login.
     * @param schema Schema that holds the table event. Default: outbox.
     * @param slot Logical replication slot, made and guarded by the relay.
     * @param publication Insert-only publication of the table. Default: the schema's name + _event.
     * @param heartbeatInterval How often the relay moves its slot although no event came.
     * @param leaseTimeout After how long without a sign of life the relay that leads is replaced.
     * @param debezium Properties handed to the embedded engine as they are; they win over the relay's own.
     */
    public record Postgres(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String schema,
            @DefaultValue("outbox_relay") String slot,
            @Nullable String publication,
            @DefaultValue("10s") Duration heartbeatInterval,
            @DefaultValue("5s") Duration leaseTimeout,
            @DefaultValue Map<String, String> debezium) {

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Postgres[" + url + ", " + username + "]";
        }
    }

    /**
     * How much the durable path may cost the server, and how long it may stand still.
     *
     * @param maxRetained WAL kept for the slot above which the relay drops it, and reads the table instead; 0 means never.
     * @param staleAfter How long nothing, not even a heartbeat, may come through the slot until the path counts as down. Default: six
     *     heartbeats, 1m at least.
     */
    public record Wal(
            @DefaultValue("0B") DataSize maxRetained,
            @Nullable Duration staleAfter) {}

    /**
     * Where the durable path publishes.
     *
     * @param bootstrapServers Brokers to ask first, host:port, comma separated. Required.
     * @param stateTopic Compacted topic that holds the durable cursor.
     * @param topicPrefix Topics are named prefix + aggregate type.
     * @param createTopics Whether to create topics that are missing.
     * @param partitions Partitions of topics the relay creates; 0 takes the broker's default.
     * @param replicationFactor Replication factor of topics the relay creates; 0 takes the broker's default.
     * @param maxTransactionRows Events per Kafka transaction at most.
     * @param properties Properties handed to the Kafka clients as they are; they win over the relay's own.
     */
    public record Kafka(
            @Nullable String bootstrapServers,
            @DefaultValue("outbox.relay.state") String stateTopic,
            @DefaultValue("outbox.event.") String topicPrefix,
            @DefaultValue("true") boolean createTopics,
            @DefaultValue("0") int partitions,
            @DefaultValue("0") short replicationFactor,
            @DefaultValue("8192") int maxTransactionRows,
            @DefaultValue Map<String, String> properties) {

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Kafka[" + bootstrapServers + "]";
        }
    }

    /**
     * Where the live path pushes.
     *
     * @param url redis://host:port or rediss://host:port. Default: none, and no live path.
     */
    public record Redis(@Nullable String url) {

        /** Without the URL: it may hold a password. */
        @Override
        public String toString() {
            return "Redis[]";
        }
    }

    /**
     * The live path.
     *
     * @param enabled Whether there is a live path at all; without a Redis URL there is none either way.
     * @param payload Thin notifications or full events.
     * @param streamMaxLength Entries kept per stream, about.
     * @param channelPrefix Channels are named prefix + aggregate type + ':' + aggregate id.
     * @param streamPrefix Streams are named prefix + aggregate type.
     * @param batchSizeRows Rows one poll returns at most.
     * @param minPollInterval Poll interval while events flow.
     * @param maxPollInterval Poll interval of an idle path that nobody wakes.
     * @param commandTimeout Time after which a Redis that does not answer counts as down.
     * @param maxCatchUp A backlog older than this is not replayed after an outage: the stream's epoch changes.
     */
    public record Live(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("thin") LivePayload payload,
            @DefaultValue("10000") long streamMaxLength,
            @DefaultValue("events:") String channelPrefix,
            @DefaultValue("outbox:stream:") String streamPrefix,
            @DefaultValue("500") int batchSizeRows,
            @DefaultValue("1ms") Duration minPollInterval,
            @DefaultValue("100ms") Duration maxPollInterval,
            @DefaultValue("2s") Duration commandTimeout,
            @DefaultValue("5m") Duration maxCatchUp) {}

    /**
     * How a path waits before it tries again: exponential with jitter, capped, for ever.
     *
     * @param initial First wait.
     * @param max Longest wait.
     */
    public record Backoff(
            @DefaultValue("200ms") Duration initial,
            @DefaultValue("10s") Duration max) {}

    /**
     * Events that Kafka refuses for good.
     *
     * @param policy What happens then: skip, park-key or halt.
     * @param policies The same by aggregate type, or by aggregate type + '/' + event type.
     * @param maxAttempts Attempts in a row before an event is blamed for an error that may or may not be its own.
     * @param retention How long dead letters are kept once they are published or discarded.
     * @param stalledTopicAfter How long one topic may take no writes, while others do, until its events wait and the others go on. 0: for ever.
     */
    public record DeadLetters(
            @DefaultValue("park-key") DeadLetterPolicy policy,
            @DefaultValue Map<String, DeadLetterPolicy> policies,
            @DefaultValue("10") int maxAttempts,
            @DefaultValue("30d") Duration retention,
            @DefaultValue("1m") Duration stalledTopicAfter) {}

    /**
     * What the relay process serves over HTTP; a relay inside a host serves nothing.
     *
     * @param address Address to listen on; the default is reachable from this machine only.
     * @param port Port to listen on; 0 takes a free one, -1 serves nothing.
     * @param token Whoever sends it may see and change dead letters; without one, nobody may.
     */
    public record Http(
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("8090") int port,
            @Nullable String token) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Http[" + address + ", " + port + "]";
        }
    }

    /** The settings, or {@link IllegalArgumentException} naming the property, the rule and the value. */
    public RelaySettings toSettings() {
        return build(toBuilder());
    }

    /** These properties as a builder, for whoever knows better defaults for those that are null. */
    public RelaySettingsBuilder toBuilder() {
        return RelaySettings.builder()
                .name(name)
                .source(source)
                .delivery(delivery)
                .migrate(migrate)
                .retention(retention)
                .unrecoverable(unrecoverable)
                .wal(wal.maxRetained.toBytes(), wal.staleAfter)
                .postgres(orEmpty(postgres.url), orEmpty(postgres.username), postgres.password)
                .schema(postgres.schema == null ? "outbox" : postgres.schema)
                .slot(postgres.slot)
                .publication(postgres.publication)
                .heartbeatInterval(postgres.heartbeatInterval)
                .leaseTimeout(postgres.leaseTimeout)
                .debezium(postgres.debezium)
                .kafka(orEmpty(kafka.bootstrapServers))
                .stateTopic(kafka.stateTopic)
                .topicPrefix(kafka.topicPrefix)
                .createTopics(kafka.createTopics)
                .newTopics(kafka.partitions, kafka.replicationFactor)
                .maxTransactionRows(kafka.maxTransactionRows)
                .kafkaProperties(kafka.properties)
                .redis(live.enabled ? redis.url : null)
                .livePayload(live.payload)
                .liveStreamMaxLength(live.streamMaxLength)
                .liveChannelPrefix(live.channelPrefix)
                .liveStreamPrefix(live.streamPrefix)
                .liveBatchSizeRows(live.batchSizeRows)
                .livePollInterval(live.minPollInterval, live.maxPollInterval)
                .redisCommandTimeout(live.commandTimeout)
                .liveMaxCatchUp(live.maxCatchUp)
                .backoff(backoff.initial, backoff.max)
                .deadLetterPolicy(deadLetters.policy)
                .deadLetterPolicies(deadLetters.policies)
                .deadLetterMaxAttempts(deadLetters.maxAttempts)
                .deadLetterRetention(deadLetters.retention)
                .stalledTopicAfter(deadLetters.stalledTopicAfter);
    }

    /** What {@code builder} builds; an {@link IllegalArgumentException} names the property as a person writes it. */
    public static RelaySettings build(RelaySettingsBuilder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "." + e.getMessage(), e);
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

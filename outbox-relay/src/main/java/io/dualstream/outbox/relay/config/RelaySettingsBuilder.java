package io.dualstream.outbox.relay.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds {@link RelaySettings}; what is not said has the default that {@link RelaySettings} documents. */
public final class RelaySettingsBuilder {

    private String name = "outbox";
    private @Nullable String source;
    private Delivery delivery = Delivery.EXACTLY_ONCE;
    private boolean migrate;
    private Duration retention = Duration.ofDays(7);
    private Unrecoverable unrecoverable = Unrecoverable.HALT;
    private long maxRetainedWalBytes;
    private @Nullable Duration staleAfter;

    private String url = "";
    private String username = "";
    private @Nullable String password;
    private String schema = "outbox";
    private String slot = "outbox_relay";
    private @Nullable String publication;
    private Duration heartbeatInterval = Duration.ofSeconds(10);
    private Duration leaseTimeout = Duration.ofSeconds(5);
    private final Map<String, String> debezium = new HashMap<>();

    private String bootstrapServers = "";
    private String stateTopic = "outbox.relay.state";
    private String topicPrefix = "outbox.event.";
    private boolean createTopics = true;
    private int partitions;
    private short replicationFactor;
    private int maxTransactionRows = 8192;
    private final Map<String, String> kafkaProperties = new HashMap<>();

    private @Nullable String redisUrl;
    private LivePayload livePayload = LivePayload.THIN;
    private long streamMaxLength = 10_000;
    private String channelPrefix = "events:";
    private String streamPrefix = "outbox:stream:";
    private int liveBatchSizeRows = 500;
    private Duration minPollInterval = Duration.ofMillis(1);
    private Duration maxPollInterval = Duration.ofMillis(100);
    private Duration commandTimeout = Duration.ofSeconds(2);
    private Duration maxCatchUp = Duration.ofMinutes(5);

    private RelaySettings.DeadLetters deadLetters = RelaySettings.DeadLetters.USUAL;
    private RelaySettings.Backoff backoff = new RelaySettings.Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    RelaySettingsBuilder() {}

    public RelaySettingsBuilder name(String name) {
        this.name = name;
        return this;
    }

    public RelaySettingsBuilder source(@Nullable String source) {
        this.source = source;
        return this;
    }

    public RelaySettingsBuilder delivery(Delivery delivery) {
        this.delivery = delivery;
        return this;
    }

    public RelaySettingsBuilder migrate(boolean migrate) {
        this.migrate = migrate;
        return this;
    }

    /** How long the table keeps events that every sink has; zero means for ever. */
    public RelaySettingsBuilder retention(Duration retention) {
        this.retention = retention;
        return this;
    }

    /** What happens when a recovery finds that the table lost what was not published. */
    public RelaySettingsBuilder unrecoverable(Unrecoverable unrecoverable) {
        this.unrecoverable = unrecoverable;
        return this;
    }

    /** See {@link RelaySettings.Wal}; null takes its default. */
    public RelaySettingsBuilder wal(long maxRetainedBytes, @Nullable Duration staleAfter) {
        this.maxRetainedWalBytes = maxRetainedBytes;
        this.staleAfter = staleAfter;
        return this;
    }

    public RelaySettingsBuilder postgres(String url, String username, @Nullable String password) {
        this.url = url;
        this.username = username;
        this.password = password;
        return this;
    }

    public RelaySettingsBuilder schema(String schema) {
        this.schema = schema;
        return this;
    }

    public RelaySettingsBuilder slot(String slot) {
        this.slot = slot;
        return this;
    }

    public RelaySettingsBuilder publication(@Nullable String publication) {
        this.publication = publication;
        return this;
    }

    public RelaySettingsBuilder heartbeatInterval(Duration interval) {
        this.heartbeatInterval = interval;
        return this;
    }

    public RelaySettingsBuilder leaseTimeout(Duration timeout) {
        this.leaseTimeout = timeout;
        return this;
    }

    /** Properties for the embedded engine; they win over the relay's own. */
    public RelaySettingsBuilder debezium(Map<String, String> properties) {
        this.debezium.putAll(properties);
        return this;
    }

    public RelaySettingsBuilder kafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        return this;
    }

    public RelaySettingsBuilder stateTopic(String topic) {
        this.stateTopic = topic;
        return this;
    }

    public RelaySettingsBuilder topicPrefix(String prefix) {
        this.topicPrefix = prefix;
        return this;
    }

    public RelaySettingsBuilder createTopics(boolean create) {
        this.createTopics = create;
        return this;
    }

    /** Partitions and replication factor of topics the relay creates; 0 takes the broker's default. */
    public RelaySettingsBuilder newTopics(int partitions, short replicationFactor) {
        this.partitions = partitions;
        this.replicationFactor = replicationFactor;
        return this;
    }

    public RelaySettingsBuilder maxTransactionRows(int rows) {
        this.maxTransactionRows = rows;
        return this;
    }

    /** Properties for the Kafka clients; they win over the relay's own. */
    public RelaySettingsBuilder kafkaProperties(Map<String, String> properties) {
        this.kafkaProperties.putAll(properties);
        return this;
    }

    /** Where the live path pushes; null, the default, means there is no live path. */
    public RelaySettingsBuilder redis(@Nullable String url) {
        this.redisUrl = url;
        return this;
    }

    public RelaySettingsBuilder livePayload(LivePayload payload) {
        this.livePayload = payload;
        return this;
    }

    public RelaySettingsBuilder liveStreamMaxLength(long entries) {
        this.streamMaxLength = entries;
        return this;
    }

    public RelaySettingsBuilder liveChannelPrefix(String prefix) {
        this.channelPrefix = prefix;
        return this;
    }

    public RelaySettingsBuilder liveStreamPrefix(String prefix) {
        this.streamPrefix = prefix;
        return this;
    }

    public RelaySettingsBuilder liveBatchSizeRows(int rows) {
        this.liveBatchSizeRows = rows;
        return this;
    }

    /** Poll interval of the live path: while events flow, and when idle with nobody to wake it. */
    public RelaySettingsBuilder livePollInterval(Duration min, Duration max) {
        this.minPollInterval = min;
        this.maxPollInterval = max;
        return this;
    }

    public RelaySettingsBuilder redisCommandTimeout(Duration timeout) {
        this.commandTimeout = timeout;
        return this;
    }

    public RelaySettingsBuilder liveMaxCatchUp(Duration age) {
        this.maxCatchUp = age;
        return this;
    }

    public RelaySettingsBuilder backoff(Duration initial, Duration max) {
        this.backoff = new RelaySettings.Backoff(initial, max);
        return this;
    }

    /** For all events that {@link #deadLetterPolicies} does not name. */
    public RelaySettingsBuilder deadLetterPolicy(DeadLetterPolicy policy) {
        this.deadLetters = deadLetters.withPolicy(policy);
        return this;
    }

    /** By aggregate type, or by aggregate type + '/' + event type. */
    public RelaySettingsBuilder deadLetterPolicies(Map<String, DeadLetterPolicy> policies) {
        this.deadLetters = deadLetters.withPolicies(policies);
        return this;
    }

    public RelaySettingsBuilder deadLetterMaxAttempts(int attempts) {
        this.deadLetters = deadLetters.withMaxAttempts(attempts);
        return this;
    }

    public RelaySettingsBuilder deadLetterRetention(Duration retention) {
        this.deadLetters = deadLetters.withRetention(retention);
        return this;
    }

    /** How long one topic may take no writes until the others go on without it; zero means for ever. */
    public RelaySettingsBuilder stalledTopicAfter(Duration limit) {
        this.deadLetters = deadLetters.withStalledTopicAfter(limit);
        return this;
    }

    /** The settings, or {@link IllegalArgumentException} naming the field, the rule and the value. */
    public RelaySettings build() {
        var postgres = new RelaySettings.Postgres(
                url,
                username,
                password,
                schema,
                slot,
                publication == null ? schema + "_event" : publication,
                heartbeatInterval,
                leaseTimeout,
                debezium);
        var kafka = new RelaySettings.Kafka(
                bootstrapServers,
                stateTopic,
                topicPrefix,
                createTopics,
                partitions,
                replicationFactor,
                maxTransactionRows,
                kafkaProperties);
        var live = new RelaySettings.Live(
                redisUrl,
                livePayload,
                streamMaxLength,
                channelPrefix,
                streamPrefix,
                liveBatchSizeRows,
                minPollInterval,
                maxPollInterval,
                commandTimeout,
                maxCatchUp);
        var wal = RelaySettings.Wal.of(maxRetainedWalBytes, staleAfter, heartbeatInterval);
        return new RelaySettings(
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
    }
}

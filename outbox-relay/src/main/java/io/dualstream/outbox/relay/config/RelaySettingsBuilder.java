package io.dualstream.outbox.relay.config;

import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import io.dualstream.outbox.relay.config.RelaySettings.Unrecoverable;
import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import io.dualstream.outbox.relay.status.DeadLetters;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds {@link RelaySettings}. A setting that is not set has the default that {@link RelaySettings} declares. */
public final class RelaySettingsBuilder {

    private final SettingCatalogue catalogue;
    private final Map<String, Object> given = new LinkedHashMap<>();

    RelaySettingsBuilder(SettingCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Sets any setting by its name as in {@code docs/reference.md}: {@code set("kafka.partitions", 12)}. The value has the
     * type of the setting, or is text as in YAML. Entries of a map are added to the existing entries. Null restores the
     * default.
     *
     * @throws IllegalArgumentException if no such setting exists, or the value does not have its type
     */
    public RelaySettingsBuilder set(String name, @Nullable Object value) {
        DeclaredSetting setting = catalogue.get(name);
        if (value == null) {
            given.remove(name);
        } else {
            given.merge(name, setting.take(value), (old, now) -> setting.isMap() ? both(old, now) : now);
        }
        return this;
    }

    private static Map<Object, Object> both(Object old, Object now) {
        Map<Object, Object> all = new HashMap<>((Map<?, ?>) old);
        all.putAll((Map<?, ?>) now);
        return all;
    }

    public RelaySettingsBuilder name(String name) {
        return set("name", name);
    }

    public RelaySettingsBuilder source(@Nullable String source) {
        return set("source", source);
    }

    public RelaySettingsBuilder delivery(Delivery delivery) {
        return set("delivery", delivery);
    }

    public RelaySettingsBuilder migrate(boolean migrate) {
        return set("migrate", migrate);
    }

    /** Sets how long the table keeps events that every sink has; zero means that events are never deleted. */
    public RelaySettingsBuilder retention(Duration retention) {
        return set("retention", retention);
    }

    /** Sets the reaction to a recovery that finds that the table has lost unpublished events. */
    public RelaySettingsBuilder unrecoverable(Unrecoverable unrecoverable) {
        return set("unrecoverable", unrecoverable);
    }

    /** Sets the limits in {@link RelaySettings.Wal}; null for {@code staleAfter} restores its default. */
    public RelaySettingsBuilder wal(long maxRetainedBytes, @Nullable Duration staleAfter) {
        set("wal.max-retained", maxRetainedBytes);
        return set("wal.stale-after", staleAfter);
    }

    public RelaySettingsBuilder postgres(String url, String username, @Nullable String password) {
        set("postgres.url", url);
        set("postgres.username", username);
        return set("postgres.password", password);
    }

    public RelaySettingsBuilder schema(String schema) {
        return set("postgres.schema", schema);
    }

    public RelaySettingsBuilder slot(String slot) {
        return set("postgres.slot", slot);
    }

    public RelaySettingsBuilder publication(@Nullable String publication) {
        return set("postgres.publication", publication);
    }

    public RelaySettingsBuilder heartbeatInterval(Duration interval) {
        return set("postgres.heartbeat-interval", interval);
    }

    public RelaySettingsBuilder leaseTimeout(Duration timeout) {
        return set("postgres.lease-timeout", timeout);
    }

    /** Sets properties of the embedded engine, which override the relay's own. */
    public RelaySettingsBuilder debezium(Map<String, String> properties) {
        return set("postgres.debezium", properties);
    }

    public RelaySettingsBuilder kafka(String bootstrapServers) {
        return set("kafka.bootstrap-servers", bootstrapServers);
    }

    public RelaySettingsBuilder stateTopic(String topic) {
        return set("kafka.state-topic", topic);
    }

    public RelaySettingsBuilder topicPrefix(String prefix) {
        return set("kafka.topic-prefix", prefix);
    }

    public RelaySettingsBuilder createTopics(boolean create) {
        return set("kafka.create-topics", create);
    }

    /** Sets partitions and replication factor of topics that the relay creates; 0 selects the broker's default. */
    public RelaySettingsBuilder newTopics(int partitions, short replicationFactor) {
        set("kafka.partitions", partitions);
        return set("kafka.replication-factor", replicationFactor);
    }

    public RelaySettingsBuilder maxTransactionRows(int rows) {
        return set("kafka.max-transaction-rows", rows);
    }

    /** Sets properties of the Kafka clients, which override the relay's own. */
    public RelaySettingsBuilder kafkaProperties(Map<String, String> properties) {
        return set("kafka.properties", properties);
    }

    /** Sets the Redis server to which the live path writes; null, the default, means that there is no live path. */
    public RelaySettingsBuilder redis(@Nullable String url) {
        return set("redis.url", url);
    }

    public RelaySettingsBuilder livePayload(LivePayload payload) {
        return set("live.payload", payload);
    }

    public RelaySettingsBuilder liveStreamMaxLength(long entries) {
        return set("live.stream-max-length", entries);
    }

    public RelaySettingsBuilder liveChannelPrefix(String prefix) {
        return set("live.channel-prefix", prefix);
    }

    public RelaySettingsBuilder liveStreamPrefix(String prefix) {
        return set("live.stream-prefix", prefix);
    }

    public RelaySettingsBuilder liveBatchSizeRows(int rows) {
        return set("live.batch-size-rows", rows);
    }

    /** Sets the poll intervals of the live path: while events flow, and while the path is idle and is not woken. */
    public RelaySettingsBuilder livePollInterval(Duration min, Duration max) {
        set("live.min-poll-interval", min);
        return set("live.max-poll-interval", max);
    }

    public RelaySettingsBuilder redisCommandTimeout(Duration timeout) {
        return set("live.command-timeout", timeout);
    }

    public RelaySettingsBuilder liveMaxCatchUp(Duration age) {
        return set("live.max-catch-up", age);
    }

    public RelaySettingsBuilder backoff(Duration initial, Duration max) {
        set("backoff.initial", initial);
        return set("backoff.max", max);
    }

    /** Sets the policy for all events that {@link #deadLetterPolicies} does not name. */
    public RelaySettingsBuilder deadLetterPolicy(DeadLetters.Policy policy) {
        return set("dead-letters.policy", policy);
    }

    /** Sets policies by aggregate type, or by aggregate type + '/' + event type. */
    public RelaySettingsBuilder deadLetterPolicies(Map<String, DeadLetters.Policy> policies) {
        return set("dead-letters.policies", policies);
    }

    public RelaySettingsBuilder deadLetterMaxAttempts(int attempts) {
        return set("dead-letters.max-attempts", attempts);
    }

    public RelaySettingsBuilder deadLetterRetention(Duration retention) {
        return set("dead-letters.retention", retention);
    }

    /** Sets the time for which one topic that takes no writes may delay all others; zero means that there is no limit. */
    public RelaySettingsBuilder stalledTopicAfter(Duration limit) {
        return set("dead-letters.stalled-topic-after", limit);
    }

    /**
     * Returns the settings. Throws an {@link IllegalArgumentException} that names the field, the rule and the value if a
     * rule is broken.
     */
    public RelaySettings build() {
        return catalogue.make(RelaySettings.class, given);
    }
}

package io.dualstream.outbox.relay.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics known to exist, made when missing: a {@code send} to a missing topic would block for as long as it may. */
final class EventTopics {

    private final Admin admin;
    private final KafkaSettings.Topics settings;
    private final Map<String, String> byAggregateType = new ConcurrentHashMap<>();

    EventTopics(Admin admin, KafkaSettings.Topics settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** The topic of an aggregate type; it exists. */
    String of(String aggregateType) throws InterruptedException {
        String known = byAggregateType.get(aggregateType);
        if (known != null) {
            return known;
        }
        String topic = settings.prefix() + aggregateType;
        ensure(topic, settings.partitions(), Map.of());
        byAggregateType.put(aggregateType, topic);
        return topic;
    }

    /** Small segments, so that reading the state back stays a matter of milliseconds. */
    void ensureState() throws InterruptedException {
        ensure(
                settings.state(),
                1,
                Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", Integer.toString(4 << 20),
                        "segment.ms", "600000",
                        "min.cleanable.dirty.ratio", "0.1"));
    }

    private void ensure(String topic, int partitions, Map<String, String> config) throws InterruptedException {
        if (exists(topic)) {
            return;
        }
        if (!settings.create()) {
            throw new KafkaUnavailableException(
                    "Topic '" + topic + "' does not exist and kafka.create-topics is off; create it",
                    new UnknownTopicOrPartitionException(topic));
        }
        var request = new NewTopic(
                        topic,
                        partitions > 0 ? Optional.of(partitions) : Optional.empty(),
                        settings.replicationFactor() > 0 ? Optional.of(settings.replicationFactor()) : Optional.empty())
                .configs(new HashMap<>(config));
        try {
            KafkaClients.get(
                    "Creating topic '" + topic + "'",
                    admin.createTopics(List.of(request)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaUnavailableException("Topic '" + topic + "' could not be created: " + message(e), e);
            }
        }
    }

    private boolean exists(String topic) throws InterruptedException {
        try {
            KafkaClients.get(
                    "Looking up topic '" + topic + "'",
                    admin.describeTopics(Set.of(topic)).allTopicNames());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new KafkaUnavailableException("Topic '" + topic + "' could not be looked up: " + message(e), e);
        }
    }

    private static String message(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e.toString() : String.valueOf(cause.getMessage());
    }
}

package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Determines which topics take no writes from Kafka's own metadata, without sending anything that could get stuck. */
public final class TopicHealth {

    /** How long a partition may be without a leader before the topic counts as stalled. */
    public static final Duration ELECTION = Duration.ofSeconds(2);

    private final Admin admin;
    private final KafkaSettings.Topics settings;

    TopicHealth(Admin admin, KafkaSettings.Topics settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * The topics that have a partition without a leader or with too few replicas in sync, each with the reason. A missing topic
     * is not included.
     */
    Map<String, String> troubles(Collection<String> topics) throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> found =
                admin.describeTopics(topics).topicNameValues();
        Map<String, Integer> least = leastInSync(topics);
        Map<String, String> troubles = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : found.entrySet()) {
            String what = "Looking up topic '" + topic.getKey() + "'";
            try {
                TopicDescription description = KafkaClients.get(what, topic.getValue());
                String trouble = trouble(description, least.getOrDefault(topic.getKey(), 1));
                if (trouble != null) {
                    troubles.put(topic.getKey(), trouble);
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
                }
            }
        }
        return troubles;
    }

    /** Whether the state topic and any event topic take writes. */
    boolean anythingGoes() throws InterruptedException {
        String what = "Looking up all topics";
        try {
            List<String> topics = KafkaClients.get(what, admin.listTopics().names()).stream()
                    .filter(name -> name.startsWith(settings.prefix()) || name.equals(settings.state()))
                    .toList();
            Map<String, String> troubles = troubles(topics);
            return !troubles.containsKey(settings.state())
                    && topics.stream().anyMatch(name -> !name.equals(settings.state()) && !troubles.containsKey(name));
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
        }
    }

    private Map<String, Integer> leastInSync(Collection<String> topics) throws InterruptedException {
        Map<String, Integer> least = new TreeMap<>();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> config : admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .collect(Collectors.toSet()))
                .values()
                .entrySet()) {
            least.put(config.getKey().name(), leastInSync(config.getValue()));
        }
        return least;
    }

    /** The minimum number of replicas in sync. Without the right to read a topic's settings, only a missing leader can be detected. */
    private static int leastInSync(KafkaFuture<Config> config) throws InterruptedException {
        try {
            ConfigEntry least =
                    KafkaClients.get("Looking up a topic's settings", config).get("min.insync.replicas");
            return least == null || least.value() == null ? 1 : Integer.parseInt(least.value());
        } catch (ExecutionException e) {
            return 1;
        }
    }

    /** The reason why the topic takes no writes, or null. A broker never requires more replicas in sync than there are replicas. */
    private static @Nullable String trouble(TopicDescription topic, int leastInSync) {
        for (TopicPartitionInfo partition : topic.partitions()) {
            int least = Math.min(leastInSync, partition.replicas().size());
            int inSync = partition.isr().size();
            if (!hasLeader(partition)) {
                return "partition " + partition.partition() + " has no leader";
            }
            if (inSync < least) {
                return "partition " + partition.partition() + " has " + inSync + " replicas in sync, and needs "
                        + least;
            }
        }
        return null;
    }

    public static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }
}

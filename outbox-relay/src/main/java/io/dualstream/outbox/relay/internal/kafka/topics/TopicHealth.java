package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.text.Counted;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
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
        if (topics.isEmpty()) {
            return new TreeMap<>();
        }
        Map<String, KafkaFuture<TopicDescription>> found =
                admin.describeTopics(topics).topicNameValues();
        // without the right to read a topic's settings, only a missing leader can be detected
        TopicConfigs configs = TopicConfigs.of(admin, topics);
        Map<String, String> troubles = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : found.entrySet()) {
            String what = "Looking up topic '" + topic.getKey() + "'";
            try {
                TopicDescription description = KafkaClients.get(what, topic.getValue());
                String trouble = trouble(description, (int) configs.number(topic.getKey(), "min.insync.replicas", 1));
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
        Set<String> events = eventTopics();
        Set<String> all = new HashSet<>(events);
        all.add(settings.state());
        Map<String, String> troubles = troubles(all);
        return !troubles.containsKey(settings.state()) && events.stream().anyMatch(name -> !troubles.containsKey(name));
    }

    /** The topics with the prefix, without the state topic. */
    Set<String> eventTopics() throws InterruptedException {
        String what = "Looking up all topics";
        try {
            return KafkaClients.get(what, admin.listTopics().names()).stream()
                    .filter(name -> name.startsWith(settings.prefix()) && !name.equals(settings.state()))
                    .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
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
                return "partition " + partition.partition() + " has " + Counted.of(inSync, "replica")
                        + " in sync, and needs " + least;
            }
        }
        return null;
    }

    public static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }
}

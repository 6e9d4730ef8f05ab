package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The event topics. Each is verified, and created if missing, before an event is sent, because a {@code send} to a missing
 * topic would block for its whole time limit. Used by one thread at a time.
 */
public final class EventTopics {

    /**
     * A topic that events can be sent to.
     *
     * @param limitBytes a record below this size, before compression, is not too large
     */
    public record Topic(String name, int limitBytes) {}

    private record Refused(RefusedTopicException why, long untilNanos) {}

    /** How long a refusal of a topic is remembered, so that Kafka is asked now and then, not for each event. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final Admin admin;
    private final KafkaSettings.Topics settings;
    private final int maxRequestBytes;
    private final TopicHealth health;
    private final Stalls stalls;
    private final Map<String, Topic> byAggregateType = new HashMap<>();
    private final Map<String, Topic> byName = new HashMap<>();
    private final Map<String, Refused> refused = new HashMap<>();
    private final Set<String> heldBack = new HashSet<>();

    public EventTopics(Admin admin, KafkaSettings settings, Stalls stalls) {
        this.admin = admin;
        this.settings = settings.topics();
        this.maxRequestBytes = settings.maxRequestBytes();
        this.health = new TopicHealth(admin, settings.topics());
        this.stalls = stalls;
    }

    /** From now on treats these topics as being without a leader, even if they get one. */
    public void holdBack(Set<String> topics) {
        heldBack.addAll(topics);
    }

    /** See {@link TopicHealth#troubles}. */
    public Map<String, String> troubles(Collection<String> topics) throws InterruptedException {
        return health.troubles(topics);
    }

    public String nameFor(EventRecord event) {
        String topic = event.topic();
        return topic == null ? settings.prefix() + event.aggregateType() : topic;
    }

    /**
     * The topic of an event, which exists.
     *
     * @throws RefusedTopicException if the topic does not exist and cannot be created, or takes no events of this relay
     */
    public Topic of(EventRecord event) throws InterruptedException {
        if (event.topic() != null) {
            return named(event.topic());
        }
        Topic known = byAggregateType.get(event.aggregateType());
        if (known != null) {
            return known;
        }
        Topic topic = named(nameFor(event));
        byAggregateType.put(event.aggregateType(), topic);
        return topic;
    }

    private Topic named(String name) throws InterruptedException {
        Topic known = byName.get(name);
        if (known != null) {
            return known;
        }
        Refused before = refused.get(name);
        if (before != null && System.nanoTime() - before.untilNanos() < 0) {
            throw before.why();
        }
        try {
            ensure(name, settings.partitions(), Map.of());
            verifyTakesWrites(name);
            Topic topic = new Topic(name, Math.min(limitBytes(name), maxRequestBytes));
            byName.put(name, topic);
            return topic;
        } catch (RefusedTopicException e) {
            refused.put(name, new Refused(e, System.nanoTime() + REMEMBERED.toNanos()));
            throw e;
        }
    }

    /** Verifies that the topic takes writes: a transaction that writes to a stalled topic would get stuck, and block all other topics. */
    private void verifyTakesWrites(String name) throws InterruptedException {
        if (!stalls.areWatched()) {
            return;
        }
        String trouble = heldBack.contains(name) ? "a partition had no leader" : lastingTrouble(name);
        if (trouble == null) {
            stalls.well(name);
            return;
        }
        String sentence = "Topic '" + name + "' has taken no events since " + stalls.sighted(name) + ": " + trouble;
        var cause = new StalledTopicException(sentence);
        if (stalls.isParked(name) || (stalls.isOver(name) && health.anythingGoes())) {
            throw new RefusedTopicException(sentence, cause);
        }
        throw new KafkaUnavailableException(sentence, cause);
    }

    /** Elections take a moment, so a topic that is not known to be stalled is checked again. */
    private @Nullable String lastingTrouble(String name) throws InterruptedException {
        long patience = stalls.isKnown(name) ? 0 : TopicHealth.ELECTION.toNanos();
        long deadline = System.nanoTime() + patience;
        while (true) {
            String trouble = health.troubles(Set.of(name)).get(name);
            if (trouble == null || System.nanoTime() - deadline >= 0) {
                return trouble;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Forgets what is known of topics, because they may have changed. */
    public void forget() {
        byAggregateType.clear();
        byName.clear();
        refused.clear();
    }

    /**
     * Creates the state topic if it is missing, with small segments, so that reading the state takes only milliseconds. Compaction keeps
     * the marker that ends each transaction for {@code delete.retention.ms}, a day by default, which is a gigabyte at hundreds of
     * transactions a second: two minutes are enough, because a start reads the topic in less. Verifies the topic if it exists.
     */
    public void ensureState() throws InterruptedException {
        try {
            boolean made = ensure(
                    settings.state(),
                    1,
                    Map.of(
                            "cleanup.policy", "compact",
                            "segment.bytes", Integer.toString(4 << 20),
                            "segment.ms", "600000",
                            "delete.retention.ms", "120000",
                            "min.cleanable.dirty.ratio", "0.1"));
            if (!made) {
                new StateTopic(admin, settings.state()).verify();
            }
        } catch (RefusedTopicException e) {
            throw new KafkaUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns whether the topic was missing. */
    private boolean ensure(String topic, int partitions, Map<String, String> config) throws InterruptedException {
        if (exists(topic)) {
            return false;
        }
        if (!settings.create()) {
            throw new RefusedTopicException(
                    "Topic '" + topic + "' does not exist and kafka.create-topics is off; create it",
                    new UnknownTopicOrPartitionException(topic));
        }
        var request = new NewTopic(
                        topic,
                        partitions > 0 ? Optional.of(partitions) : Optional.empty(),
                        settings.replicationFactor() > 0 ? Optional.of(settings.replicationFactor()) : Optional.empty())
                .configs(new HashMap<>(config));
        CreateTopicsResult result = admin.createTopics(List.of(request));
        try {
            KafkaClients.get("Creating topic '" + topic + "'", result.all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failed("Topic '" + topic + "' could not be created: ", e);
            }
            return false;
        }
        awaitLeaders(topic, result);
        return true;
    }

    /**
     * Waits until the leaders of a new topic know their role. A broker refuses records until it has learnt that it leads, and a
     * leader without information about a producer takes any of the producer's batches for the first one (Kafka's KIP-360). If
     * the broker learns it between two batches, it takes the second batch and refuses the first one for good.
     */
    private void awaitLeaders(String topic, CreateTopicsResult created) throws InterruptedException {
        int partitions;
        try {
            partitions = KafkaClients.get("Creating topic '" + topic + "'", created.numPartitions(topic));
        } catch (ExecutionException e) {
            return; // no right to read the topic's settings, so nothing is known
        }
        awaitLeaders(
                topic,
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList());
    }

    /**
     * Waits until a broker knows the topic. A broker may not know a new topic yet, and the client would log an error if it were
     * asked for the topic's ends.
     */
    private void awaitLeaders(String topic, List<TopicPartition> partitions) throws InterruptedException {
        long deadline = System.nanoTime() + KafkaClients.ADMIN_LIMIT.toNanos();
        while (!exists(topic) && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        while (true) {
            try {
                EndOffsets.of(admin, partitions);
                return;
            } catch (KafkaUnavailableException e) {
                if (!isUnknown(e) || System.nanoTime() - deadline >= 0) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean isUnknown(KafkaUnavailableException e) {
        return e.getCause() instanceof ExecutionException
                && e.getCause().getCause() instanceof UnknownTopicOrPartitionException;
    }

    private boolean exists(String topic) throws InterruptedException {
        var withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        try {
            TopicDescription found = KafkaClients.get(
                            "Looking up topic '" + topic + "'",
                            admin.describeTopics(Set.of(topic), withRights).allTopicNames())
                    .get(topic);
            Set<AclOperation> rights = found == null ? null : found.authorizedOperations();
            if (rights != null && !rights.contains(AclOperation.WRITE)) {
                throw new RefusedTopicException(
                        "This relay may not write to topic '" + topic + "'",
                        new TopicAuthorizationException(Set.of(topic)));
            }
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw failed("Topic '" + topic + "' could not be looked up: ", e);
        }
    }

    /** The size limit of the topic. Without the right to read the topic's settings, no limit is known, and the broker applies its own. */
    private int limitBytes(String topic) throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = KafkaClients.get(
                            "Looking up the settings of topic '" + topic + "'",
                            admin.describeConfigs(Set.of(resource)).all())
                    .get(resource);
            ConfigEntry limit = config == null ? null : config.get("max.message.bytes");
            return limit == null || limit.value() == null ? Integer.MAX_VALUE : Integer.parseInt(limit.value());
        } catch (ExecutionException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static RuntimeException failed(String what, ExecutionException e) {
        Throwable cause = e.getCause();
        String message = what + (cause == null ? e.toString() : cause.getMessage());
        return cause != null && SendErrorClassifier.on(cause) == SendErrorClassifier.TOPIC
                ? new RefusedTopicException(message, cause)
                : new KafkaUnavailableException(message, e);
    }
}

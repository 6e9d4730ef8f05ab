package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(EventTopics.class);

    private record Refused(RefusedTopicException why, long untilNanos) {}

    /** Kafka's limit. */
    private static final int MAX_NAME = 249;

    /** How long a refusal of a topic is remembered, so that Kafka is asked now and then, not for each event. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final Admin admin;
    private final KafkaSettings.Topics settings;
    private final int maxRequestBytes;
    private final TopicCreation creation;
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
        this.creation = new TopicCreation(admin, settings.topics());
        this.health = new TopicHealth(admin, settings.topics());
        this.stalls = stalls;
    }

    /** From now on treats these topics as being without a leader, even if they get one. */
    public void holdBack(Set<String> topics) {
        heldBack.addAll(topics);
    }

    /** See {@link TopicHealth#troubles}. A missing topic is created; its trouble is why Kafka refuses that for now. Any thread may call it. */
    public Map<String, String> troubles(Collection<String> topics) throws InterruptedException {
        Map<String, String> troubles = health.troubles(topics);
        for (String topic : topics) {
            if (!troubles.containsKey(topic)) {
                try {
                    creation.ensure(topic, settings.partitions(), Map.of());
                } catch (TopicCreation.NotMadeException e) {
                    troubles.put(topic, String.valueOf(e.getMessage()));
                } catch (RefusedTopicException e) {
                    // no stall: the retry finds the same, and makes a dead letter for a human of it
                    log.debug("Topic '{}' takes no events", topic, e);
                }
            }
        }
        return troubles;
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
        if (name.length() > MAX_NAME) { // the client's thread dies of a name that no request can carry
            String sentence = "A topic's name has at most " + MAX_NAME + " characters, '" + name.substring(0, MAX_NAME)
                    + "…' has " + name.length();
            throw new RefusedTopicException(sentence, new InvalidTopicException(sentence));
        }
        Refused before = refused.get(name);
        if (before != null && System.nanoTime() - before.untilNanos() < 0) {
            throw before.why();
        }
        try {
            ensure(name);
            verifyTakesWrites(name);
            Topic topic = new Topic(name, Math.min(limitBytes(name), maxRequestBytes));
            byName.put(name, topic);
            return topic;
        } catch (RefusedTopicException e) {
            refused.put(name, new Refused(e, System.nanoTime() + REMEMBERED.toNanos()));
            throw e;
        }
    }

    /**
     * Creates the topic if it is missing. If Kafka refuses that for now, only events of this topic wait, even if no other topic is
     * known to take writes: the topics of other types may be missing, too, and Kafka may create them.
     */
    private void ensure(String name) throws InterruptedException {
        try {
            creation.ensure(name, settings.partitions(), Map.of());
        } catch (TopicCreation.NotMadeException e) {
            if (!stalls.areWatched()) {
                throw e.unwatched();
            }
            String sentence =
                    "Topic '" + name + "' cannot be created, since " + stalls.sighted(name) + ": " + e.getMessage();
            var cause = new StalledTopicException(sentence);
            if (e.isRefusal() || stalls.isOver(name)) {
                throw new RefusedTopicException(sentence, cause);
            }
            throw new KafkaUnavailableException(sentence, cause);
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
            boolean made = creation.ensure(
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
        } catch (RefusedTopicException | TopicCreation.NotMadeException e) {
            throw new KafkaUnavailableException(String.valueOf(e.getMessage()), e);
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
}

package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidTopicException;
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
        this.creation = new TopicCreation(admin, settings);
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
        Set<String> others = new HashSet<>(topics);
        others.removeAll(troubles.keySet());
        Map<String, OutboxException> failures =
                creation.ensure(others, settings.partitions(), Map.of()).failures();
        for (Map.Entry<String, OutboxException> failure : failures.entrySet()) {
            if (failure.getValue() instanceof KafkaUnavailableException unavailable) {
                throw unavailable;
            } else if (failure.getValue() instanceof RefusedTopicException) {
                // no stall: the retry finds the same, and makes a dead letter for a human of it
                log.debug("Topic '{}' takes no events", failure.getKey(), failure.getValue());
            } else {
                troubles.put(failure.getKey(), String.valueOf(failure.getValue().getMessage()));
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
        if (!isRefused(name)) {
            resolve(Set.of(name));
        }
        Refused why = refused.get(name);
        if (why != null) {
            throw why.why();
        }
        return Objects.requireNonNull(byName.get(name));
    }

    private boolean isRefused(String name) {
        Refused before = refused.get(name);
        return before != null && System.nanoTime() - before.untilNanos() < 0;
    }

    /**
     * Resolves the topics of these events together, so that many new types hold others up hardly longer than one does. What became
     * of each topic is known from then on: see {@link #of}.
     */
    public void resolveFor(List<EventRecord> events) throws InterruptedException {
        Set<String> unknown = new LinkedHashSet<>();
        for (EventRecord event : events) {
            if (event.unreadable() == null
                    && (event.topic() != null || !byAggregateType.containsKey(event.aggregateType()))) {
                String name = nameFor(event);
                if (!byName.containsKey(name) && !isRefused(name)) {
                    unknown.add(name);
                }
            }
        }
        if (!unknown.isEmpty()) {
            resolve(unknown);
        }
    }

    /**
     * Makes each of the topics a known or a refused one, and creates those that are missing.
     *
     * @throws KafkaUnavailableException if some are neither for now; the others are known or refused nevertheless
     */
    private void resolve(Set<String> names) throws InterruptedException {
        Set<String> usable = new LinkedHashSet<>(names);
        Map<String, OutboxException> failures = new LinkedHashMap<>();
        for (String name : names) {
            if (name.length() > MAX_NAME) { // the client's thread dies of a name that no request can carry
                failures.put(name, tooLong(name));
            }
        }
        usable.removeAll(failures.keySet());
        creation.ensure(usable, settings.partitions(), Map.of())
                .failures()
                .forEach((name, failure) -> failures.put(name, notMade(name, failure)));
        usable.removeAll(failures.keySet());
        failures.putAll(stalled(usable));
        usable.removeAll(failures.keySet());
        TopicConfigs configs = TopicConfigs.of(admin, usable);
        for (String name : usable) {
            // without the right to read the topic's settings, no limit is known, and the broker applies its own
            long limit = configs.number(name, "max.message.bytes", Integer.MAX_VALUE);
            byName.put(name, new Topic(name, (int) Math.min(limit, maxRequestBytes)));
            refused.remove(name);
        }
        settle(failures);
    }

    private static RefusedTopicException tooLong(String name) {
        String sentence = "A topic's name has at most " + MAX_NAME + " characters, '" + name.substring(0, MAX_NAME)
                + "…' has " + name.length();
        return new RefusedTopicException(sentence, new InvalidTopicException(sentence));
    }

    private void settle(Map<String, OutboxException> failures) {
        KafkaUnavailableException wait = null;
        for (Map.Entry<String, OutboxException> failure : failures.entrySet()) {
            if (failure.getValue() instanceof RefusedTopicException why) {
                refused.put(failure.getKey(), new Refused(why, System.nanoTime() + REMEMBERED.toNanos()));
            } else if (wait == null && failure.getValue() instanceof KafkaUnavailableException unavailable) {
                wait = unavailable;
            }
        }
        if (wait != null) {
            throw wait;
        }
    }

    /**
     * The failure of a topic that could not be created. If Kafka refuses that for now, only events of this topic wait, even if no
     * other topic is known to take writes: the topics of other types may be missing, too, and Kafka may create them.
     */
    private OutboxException notMade(String name, OutboxException failure) {
        if (!(failure instanceof TopicCreation.NotMadeException e)) {
            return failure;
        }
        if (!stalls.areWatched()) {
            return e.unwatched();
        }
        String sentence =
                "Topic '" + name + "' cannot be created, since " + stalls.sighted(name) + ": " + e.getMessage();
        var cause = new StalledTopicException(sentence);
        return e.isRefusal() || stalls.isOver(name)
                ? new RefusedTopicException(sentence, cause)
                : new KafkaUnavailableException(sentence, cause);
    }

    /** The topics that take no writes: a transaction that writes to a stalled topic would get stuck, and block all other topics. */
    private Map<String, OutboxException> stalled(Set<String> names) throws InterruptedException {
        Map<String, OutboxException> stalled = new LinkedHashMap<>();
        if (!stalls.areWatched()) {
            return stalled;
        }
        Set<String> seen = new LinkedHashSet<>(names);
        seen.removeAll(heldBack);
        Map<String, String> troubles = lastingTroubles(seen);
        boolean anythingGoes = false;
        for (String name : names) {
            String trouble = heldBack.contains(name) ? "a partition had no leader" : troubles.get(name);
            if (trouble == null) {
                stalls.well(name);
                continue;
            }
            String sentence = "Topic '" + name + "' has taken no events since " + stalls.sighted(name) + ": " + trouble;
            var cause = new StalledTopicException(sentence);
            if (!stalls.isParked(name) && stalls.isOver(name) && !anythingGoes) {
                anythingGoes = health.anythingGoes();
            }
            stalled.put(
                    name,
                    stalls.isParked(name) || (stalls.isOver(name) && anythingGoes)
                            ? new RefusedTopicException(sentence, cause)
                            : new KafkaUnavailableException(sentence, cause));
        }
        return stalled;
    }

    /** Elections take a moment, so topics that are not known to be stalled are checked again. */
    private Map<String, String> lastingTroubles(Set<String> names) throws InterruptedException {
        long deadline = System.nanoTime() + TopicHealth.ELECTION.toNanos();
        Map<String, String> troubles = health.troubles(names);
        while (System.nanoTime() - deadline < 0 && !troubles.keySet().stream().allMatch(stalls::isKnown)) {
            TimeUnit.MILLISECONDS.sleep(50);
            troubles = health.troubles(names);
        }
        return troubles;
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
}

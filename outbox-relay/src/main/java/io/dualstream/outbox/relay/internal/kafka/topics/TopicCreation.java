package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.internal.kafka.client.AclCommand;
import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics that are missing. Used by one thread at a time. */
final class TopicCreation {

    /** A request for so many topics is answered well within its time limit. */
    private static final int MOST_AT_ONCE = 1_000;

    /**
     * Kafka answers, and refuses to create a topic: it has too few brokers for the replicas, or a policy or the rights are against it.
     * Somebody will change that, and then the topic can be created.
     */
    static final class NotMadeException extends OutboxException {

        private static final long serialVersionUID = 1L;

        private final OutboxException unwatched;

        private NotMadeException(OutboxException unwatched, Throwable cause) {
            super(String.valueOf(unwatched.getMessage()), cause);
            this.unwatched = unwatched;
        }

        /** Whether a policy or the rights are against it; otherwise brokers that come back may be what is missing. */
        boolean isRefusal() {
            return getCause() instanceof PolicyViolationException || getCause() instanceof AuthorizationException;
        }

        /** The failure for a relay that does not tell stalled topics from others. */
        OutboxException unwatched() {
            return unwatched;
        }
    }

    /**
     * What became of topics that were asked for together.
     *
     * @param made the topics that were missing, and are made now
     * @param failures why the others of them do not exist now, or cannot be used: a {@link RefusedTopicException} if the relay may not
     *     use the topic, or Kafka will never create it; a {@link NotMadeException} if Kafka refuses to create it as things are; a
     *     {@link KafkaUnavailableException} if Kafka failed otherwise
     */
    record Outcome(Set<String> made, Map<String, OutboxException> failures) {}

    private final Admin admin;
    private final KafkaSettings.Topics settings;
    private final AclCommand acl;

    TopicCreation(Admin admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings.topics();
        this.acl = new AclCommand(settings);
    }

    /**
     * Returns once the topic exists; says whether it was missing.
     *
     * @throws RefusedTopicException if the relay may not use the topic, or Kafka will never create it
     * @throws NotMadeException if Kafka refuses to create the topic as things are
     */
    boolean ensure(String topic, int partitions, Map<String, String> config) throws InterruptedException {
        Outcome outcome = ensure(Set.of(topic), partitions, config);
        OutboxException failure = outcome.failures().get(topic);
        if (failure != null) {
            throw failure;
        }
        return outcome.made().contains(topic);
    }

    /**
     * Returns once all topics exist that can. Those that are missing are created in one request, and their leaders are waited for
     * together, so that many new topics hold the caller up hardly longer than one.
     */
    Outcome ensure(Set<String> topics, int partitions, Map<String, String> config) throws InterruptedException {
        Outcome outcome = new Outcome(new HashSet<>(), new HashMap<>());
        if (topics.isEmpty()) {
            return outcome;
        }
        List<NewTopic> missing = new ArrayList<>();
        for (String topic : missing(topics, outcome.failures())) {
            if (settings.create()) {
                missing.add(request(topic, partitions).configs(new HashMap<>(config)));
            } else {
                outcome.failures().put(topic, notCreated(topic));
            }
        }
        Set<String> there = new HashSet<>();
        for (int from = 0; from < missing.size(); from += MOST_AT_ONCE) {
            create(missing.subList(from, Math.min(missing.size(), from + MOST_AT_ONCE)), there, outcome);
        }
        if (!there.isEmpty()) {
            awaitLeaders(there);
        }
        return outcome;
    }

    private NewTopic request(String topic, int partitions) {
        return new NewTopic(
                topic,
                partitions > 0 ? Optional.of(partitions) : Optional.empty(),
                settings.replicationFactor() > 0 ? Optional.of(settings.replicationFactor()) : Optional.empty());
    }

    private static RefusedTopicException notCreated(String topic) {
        return new RefusedTopicException(
                "Topic '" + topic + "' does not exist and " + WrittenSetting.set("kafka.create-topics", "false")
                        + "; create it",
                new UnknownTopicOrPartitionException(topic));
    }

    /** Adds to {@code there} the topics that exist now, also those that somebody else has just made. */
    private void create(List<NewTopic> requested, Set<String> there, Outcome outcome) throws InterruptedException {
        Map<String, ExecutionException> failures = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<Void>> answer :
                admin.createTopics(requested).values().entrySet()) {
            String topic = answer.getKey();
            try {
                KafkaClients.get("Creating topic '" + topic + "'", answer.getValue());
                outcome.made().add(topic);
                there.add(topic);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    there.add(topic);
                } else {
                    failures.put(topic, e);
                }
            }
        }
        if (requested.size() > 1
                && failures.size() == requested.size()
                && failures.values().stream().allMatch(e -> e.getCause() instanceof PolicyViolationException)) {
            // or the request was too large: controllers make at most 10,000 partitions at once, and call that a policy
            create(requested.subList(0, requested.size() / 2), there, outcome);
            create(requested.subList(requested.size() / 2, requested.size()), there, outcome);
            return;
        }
        failures.forEach((topic, e) -> outcome.failures().put(topic, notMade(topic, e)));
    }

    /**
     * Waits until the leaders of new topics know their role. A broker refuses records until it has learnt that it leads, and a
     * leader without information about a producer takes any of the producer's batches for the first one (Kafka's KIP-360). If
     * the broker learns it between two batches, it takes the second batch and refuses the first one for good.
     */
    private void awaitLeaders(Set<String> topics) throws InterruptedException {
        Collection<TopicPartition> waiting = partitions(topics);
        long deadline = deadline();
        while (!waiting.isEmpty()) {
            Map<TopicPartition, KafkaUnavailableException> unanswered = EndOffsets.unanswered(admin, waiting);
            if (unanswered.size() < waiting.size()) {
                deadline = deadline(); // a broker makes one partition after the other
            } else if (System.nanoTime() - deadline >= 0) {
                throw unanswered.values().iterator().next();
            }
            waiting = unanswered.keySet();
            if (!waiting.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static long deadline() {
        return System.nanoTime() + KafkaClients.ADMIN_LIMIT.toNanos();
    }

    /**
     * The partitions of new topics, once a broker knows them. A broker may not know a new topic yet, and the client would log an
     * error if it were asked for the topic's ends.
     */
    private List<TopicPartition> partitions(Set<String> topics) throws InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        Set<String> unknown = new HashSet<>(topics);
        long deadline = deadline();
        while (true) {
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                    admin.describeTopics(unknown).topicNameValues().entrySet()) {
                String topic = answer.getKey();
                String what = "Looking up topic '" + topic + "'";
                try {
                    KafkaClients.get(what, answer.getValue())
                            .partitions()
                            .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
                    unknown.remove(topic);
                    deadline = deadline();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                            || System.nanoTime() - deadline >= 0) {
                        throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
                    }
                }
            }
            if (unknown.isEmpty()) {
                return partitions;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The topics that do not exist. Those that exist and cannot be used are added to {@code failures}. */
    private Set<String> missing(Set<String> topics, Map<String, OutboxException> failures) throws InterruptedException {
        var withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        Set<String> missing = new LinkedHashSet<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                admin.describeTopics(topics, withRights).topicNameValues().entrySet()) {
            String topic = answer.getKey();
            try {
                Set<AclOperation> rights = KafkaClients.get("Looking up topic '" + topic + "'", answer.getValue())
                        .authorizedOperations();
                if (rights != null && !rights.contains(AclOperation.WRITE)) {
                    failures.put(
                            topic,
                            new RefusedTopicException(
                                    "This relay may not write to topic '" + topic + "'"
                                            + remedy(topic, AclOperation.WRITE),
                                    new TopicAuthorizationException(Set.of(topic))));
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(topic);
                } else {
                    String what = "Topic '" + topic + "' could not be looked up: ";
                    failures.put(topic, failed(what, e, remedy(topic, AclOperation.DESCRIBE)));
                }
            }
        }
        return missing;
    }

    private String remedy(String topic, AclOperation operation) {
        return "; run: " + acl.topics(Set.of(topic), operation);
    }

    private OutboxException notMade(String topic, ExecutionException e) {
        OutboxException failure =
                failed("Topic '" + topic + "' could not be created: ", e, remedy(topic, AclOperation.CREATE));
        return e.getCause() instanceof ApiException cause
                        && !(cause instanceof RetriableException
                                || cause instanceof AuthenticationException
                                || cause instanceof InvalidTopicException)
                ? new NotMadeException(failure, cause)
                : failure;
    }

    /** {@code remedy} helps if the relay lacks a right. */
    private static OutboxException failed(String what, ExecutionException e, String remedy) {
        Throwable cause = e.getCause();
        String why = cause == null ? e.toString() : String.valueOf(cause.getMessage());
        String message = what + (cause instanceof AuthorizationException ? why.replaceFirst("\\.$", "") + remedy : why);
        return cause != null && SendErrorClassifier.on(cause) == SendErrorClassifier.TOPIC
                ? new RefusedTopicException(message, cause)
                : new KafkaUnavailableException(message, e);
    }
}

package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
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

    /**
     * Kafka answers, and refuses to create a topic: it has too few brokers for the replicas, or a policy or the rights are against it.
     * Somebody will change that, and then the topic can be created.
     */
    static final class NotMadeException extends OutboxException {

        private static final long serialVersionUID = 1L;

        private final RuntimeException unwatched;

        private NotMadeException(RuntimeException unwatched, Throwable cause) {
            super(String.valueOf(unwatched.getMessage()), cause);
            this.unwatched = unwatched;
        }

        /** Whether a policy or the rights are against it; otherwise brokers that come back may be what is missing. */
        boolean isRefusal() {
            return getCause() instanceof PolicyViolationException || getCause() instanceof AuthorizationException;
        }

        /** The failure for a relay that does not tell stalled topics from others. */
        RuntimeException unwatched() {
            return unwatched;
        }
    }

    private final Admin admin;
    private final KafkaSettings.Topics settings;

    TopicCreation(Admin admin, KafkaSettings.Topics settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * Returns once the topic exists; says whether it was missing.
     *
     * @throws RefusedTopicException if the relay may not use the topic, or Kafka will never create it
     * @throws NotMadeException if Kafka refuses to create the topic as things are
     */
    boolean ensure(String topic, int partitions, Map<String, String> config) throws InterruptedException {
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
                throw notMade("Topic '" + topic + "' could not be created: ", e);
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

    private static RuntimeException notMade(String what, ExecutionException e) {
        RuntimeException failure = failed(what, e);
        return e.getCause() instanceof ApiException cause
                        && !(cause instanceof RetriableException
                                || cause instanceof AuthenticationException
                                || cause instanceof InvalidTopicException)
                ? new NotMadeException(failure, cause)
                : failure;
    }

    private static RuntimeException failed(String what, ExecutionException e) {
        Throwable cause = e.getCause();
        String message = what + (cause == null ? e.toString() : cause.getMessage());
        return cause != null && SendErrorClassifier.on(cause) == SendErrorClassifier.TOPIC
                ? new RefusedTopicException(message, cause)
                : new KafkaUnavailableException(message, e);
    }
}

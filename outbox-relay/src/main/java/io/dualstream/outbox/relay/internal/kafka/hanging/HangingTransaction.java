package io.dualstream.outbox.relay.internal.kafka.hanging;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.topics.TopicHealth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A transaction of this relay's producer that the transaction coordinator regards as complete although it is open in
 * partitions. Kafka (seen with 4.3.1) leaves one behind when it commits while a broker shuts down: the coordinator skips
 * partitions that have no leader, and reports the commit as complete. Consumers wait at such a transaction until the same
 * producer ends its next transaction in the same partition, which then ends both alike.
 *
 * @param open the partitions in which the transaction is open, by transactional id: the current one, or one that was left
 *     behind
 * @param since time of the first of the last records in those partitions, in epoch milliseconds
 * @param unseen topics with a partition that has no leader: whether the transaction is open there is unknown
 */
public record HangingTransaction(Map<String, Set<TopicPartition>> open, long since, Set<String> unseen) {

    public static final HangingTransaction NONE = new HangingTransaction(Map.of(), 0, Set.of());

    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    /**
     * Examines every partition that the relay may write to. The relay's producer must be initialised: nothing but a later
     * transaction can close what is still open then.
     *
     * @param everywhere whether a partition without a leader is an error
     */
    public static HangingTransaction find(Admin admin, KafkaSettings settings, boolean everywhere)
            throws InterruptedException {
        String what = "Looking for hanging transactions of '" + settings.clientId() + "'";
        try {
            Map<Long, String> ids = new HashMap<>();
            StuckTransaction.describe(admin, settings.transactionalIds()).forEach((id, last) -> {
                if (ENDED.contains(last.state())) {
                    ids.put(last.producerId(), id);
                }
            });
            Set<String> unseen = new HashSet<>();
            List<TopicPartition> partitions = new ArrayList<>();
            for (TopicDescription topic : afterElections(what, admin, settings)) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    if (everywhere || TopicHealth.hasLeader(partition)) {
                        partitions.add(new TopicPartition(topic.name(), partition.partition()));
                    } else {
                        unseen.add(topic.name());
                    }
                }
            }
            Map<String, Set<TopicPartition>> open = new HashMap<>();
            List<Long> times = new ArrayList<>();
            KafkaClients.get(what, admin.describeProducers(partitions).all())
                    .forEach((partition, state) -> state.activeProducers().stream()
                            .filter(producer -> ids.containsKey(producer.producerId())
                                    && producer.currentTransactionStartOffset().isPresent())
                            .forEach(producer -> {
                                open.computeIfAbsent(ids.get(producer.producerId()), id -> new HashSet<>())
                                        .add(partition);
                                times.add(producer.lastTimestamp());
                            }));
            long since = times.stream().mapToLong(Long::longValue).min().orElse(0);
            return new HangingTransaction(open, since, unseen);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
        }
    }

    private static Collection<TopicDescription> afterElections(String what, Admin admin, KafkaSettings settings)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + TopicHealth.ELECTION.toNanos();
        while (true) {
            Collection<TopicDescription> topics = topics(what, admin, settings);
            boolean allLed = topics.stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(TopicHealth::hasLeader);
            if (allLed || System.nanoTime() - deadline >= 0) {
                return topics;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static Collection<TopicDescription> topics(String what, Admin admin, KafkaSettings settings)
            throws InterruptedException, ExecutionException {
        KafkaSettings.Topics topics = settings.topics();
        Set<String> names = KafkaClients.get(what, admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(topics.prefix()) || name.equals(topics.state()))
                .collect(Collectors.toSet());
        return KafkaClients.get(what, admin.describeTopics(names).allTopicNames())
                .values();
    }

    public boolean isOpen() {
        return !open.isEmpty();
    }

    /** The topics in which it is open. */
    public Set<String> topics() {
        return open.values().stream()
                .flatMap(Set::stream)
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }

    public boolean isOpenIn(String topic) {
        return open.values().stream()
                .flatMap(Set::stream)
                .anyMatch(partition -> partition.topic().equals(topic));
    }
}

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
 * A transaction of this relay's producer that is closed in Kafka's books but open in partitions. Kafka (seen with 4.3.1)
 * leaves one behind when it commits at the moment a broker shuts down: its transaction coordinator passes over partitions
 * that have no leader, and says that the commit is complete. Consumers wait at such a transaction for ever, until the
 * same producer ends its next one in the same partition: then both end alike.
 *
 * @param open partitions in which it is, by transactional id: the one in use, or one that was left behind
 * @param unseen topics with a partition that has no leader: what may be open there cannot be known
 */
public record HangingTransaction(Map<String, Set<TopicPartition>> open, Set<String> unseen) {

    public static final HangingTransaction NONE = new HangingTransaction(Map.of(), Set.of());

    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    /**
     * Looks into every partition the relay may write to. Its producer has to be initialised: what that left open, nothing
     * will ever close.
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
            KafkaClients.get(what, admin.describeProducers(partitions).all())
                    .forEach((partition, state) -> state.activeProducers().stream()
                            .filter(producer -> ids.containsKey(producer.producerId())
                                    && producer.currentTransactionStartOffset().isPresent())
                            .forEach(producer -> open.computeIfAbsent(
                                            ids.get(producer.producerId()), id -> new HashSet<>())
                                    .add(partition)));
            return new HangingTransaction(open, unseen);
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

    public boolean isOpenIn(String topic) {
        return open.values().stream()
                .flatMap(Set::stream)
                .anyMatch(partition -> partition.topic().equals(topic));
    }
}

package io.dualstream.outbox.relay.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction of this relay's producer that is closed in Kafka's books but open in partitions. Kafka (seen with 4.3.1)
 * leaves one behind when it commits at the moment a broker shuts down: its transaction coordinator passes over partitions
 * that have no leader, and says that the commit is complete. Consumers wait at such a transaction for ever, until the
 * same producer ends its next one in the same partition: then both end alike.
 *
 * @param partitions in which it is open
 */
record HangingTransaction(Set<TopicPartition> partitions) {

    /**
     * Looks into every partition the relay may write to. Its producer has to be initialised: what that left open, nothing
     * will ever close.
     */
    static HangingTransaction find(Admin admin, KafkaSettings settings) throws InterruptedException {
        String what = "Looking for hanging transactions of '" + settings.clientId() + "'";
        try {
            long producerId = KafkaClients.get(
                            what,
                            admin.describeTransactions(Set.of(settings.clientId()))
                                    .description(settings.clientId()))
                    .producerId();
            Map<TopicPartition, PartitionProducerState> producers = KafkaClients.get(
                    what,
                    admin.describeProducers(partitions(what, admin, settings)).all());
            Set<TopicPartition> open = new HashSet<>();
            producers.forEach((partition, state) -> {
                if (state.activeProducers().stream()
                        .anyMatch(producer -> producer.producerId() == producerId
                                && producer.currentTransactionStartOffset().isPresent())) {
                    open.add(partition);
                }
            });
            return new HangingTransaction(open);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
        }
    }

    private static List<TopicPartition> partitions(String what, Admin admin, KafkaSettings settings)
            throws InterruptedException, ExecutionException {
        KafkaSettings.Topics topics = settings.topics();
        Set<String> names = KafkaClients.get(what, admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(topics.prefix()) || name.equals(topics.state()))
                .collect(Collectors.toSet());
        return KafkaClients.get(what, admin.describeTopics(names).allTopicNames()).values().stream()
                .flatMap(HangingTransaction::partitions)
                .toList();
    }

    private static Stream<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream().map(partition -> new TopicPartition(topic.name(), partition.partition()));
    }

    boolean isOpenIn(String topic) {
        return partitions.stream().anyMatch(partition -> partition.topic().equals(topic));
    }
}

package io.dualstream.outbox.relay.internal.kafka.hanging;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The oldest open transaction in a partition, of whatever producer: nobody who reads committed records can read beyond it. */
public final class BlockingTransaction {

    private static final Logger log = LoggerFactory.getLogger(BlockingTransaction.class);

    private final Admin admin;
    private final KafkaSettings settings;
    private final TopicPartition partition;

    public BlockingTransaction(Admin admin, KafkaSettings settings, TopicPartition partition) {
        this.admin = admin;
        this.settings = settings;
        this.partition = partition;
    }

    /**
     * Says which transaction keeps a reader at {@code offset}, since when it is open, and how to end it; empty if the reader waits for
     * something else, or Kafka does not say.
     */
    public Optional<String> describe(long offset) throws InterruptedException {
        try {
            ProducerState oldest = oldest();
            return oldest == null || start(oldest) > offset ? Optional.empty() : Optional.of(sentence(oldest));
        } catch (ExecutionException | KafkaUnavailableException e) {
            log.debug("The open transactions in {} could not be looked up", partition, e);
            return Optional.empty();
        }
    }

    private @Nullable ProducerState oldest() throws InterruptedException, ExecutionException {
        return KafkaClients.get(
                        "Looking for open transactions in " + partition,
                        admin.describeProducers(Set.of(partition)).partitionResult(partition))
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .min(Comparator.comparingLong(BlockingTransaction::start))
                .orElse(null);
    }

    private static long start(ProducerState producer) {
        return producer.currentTransactionStartOffset().orElseThrow();
    }

    private String sentence(ProducerState producer) throws InterruptedException {
        String id = transactionalId(producer.producerId());
        return "A transaction of another producer is open in '" + partition.topic() + "', partition "
                + partition.partition() + ", from offset " + start(producer) + ", "
                + (id == null ? "" : "of transactional id '" + id + "', since " + began(id) + ", ")
                + "of producer id " + producer.producerId() + ", which wrote there last at "
                + Instant.ofEpochMilli(producer.lastTimestamp())
                + "; nothing behind it can be read. End that program, or its transaction: kafka-transactions.sh"
                + " --bootstrap-server " + settings.bootstrapServers() + " abort --topic " + partition.topic()
                + " --partition " + partition.partition() + " --start-offset " + start(producer);
    }

    private String began(String transactionalId) throws InterruptedException {
        TransactionDescription last =
                StuckTransaction.describe(admin, List.of(transactionalId)).get(transactionalId);
        return last == null || last.transactionStartTimeMs().isEmpty()
                ? "an unknown time"
                : Instant.ofEpochMilli(last.transactionStartTimeMs().getAsLong())
                        .toString();
    }

    /** Null if no coordinator knows such a transaction, as with one that hangs, or without the right to see it. */
    private @Nullable String transactionalId(long producerId) throws InterruptedException {
        var ofProducer = new ListTransactionsOptions().filterProducerIds(Set.of(producerId));
        try {
            return KafkaClients.get(
                            "Looking for the transaction of producer id " + producerId,
                            admin.listTransactions(ofProducer).all())
                    .stream()
                    .findFirst()
                    .map(TransactionListing::transactionalId)
                    .orElse(null);
        } catch (ExecutionException | KafkaUnavailableException e) {
            log.debug("The transaction of producer id {} could not be looked up", producerId, e);
            return null;
        }
    }
}

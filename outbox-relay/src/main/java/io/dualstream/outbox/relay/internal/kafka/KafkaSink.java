package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.hanging.BlockingTransaction;
import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import io.dualstream.outbox.relay.internal.kafka.hanging.HangingTransaction;
import io.dualstream.outbox.relay.internal.kafka.hanging.StuckTransaction;
import io.dualstream.outbox.relay.internal.kafka.hanging.StuckTransactionException;
import io.dualstream.outbox.relay.internal.kafka.topics.CompactedTopics;
import io.dualstream.outbox.relay.internal.kafka.topics.EventTopics;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.relay.internal.kafka.topics.TopicTails;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka, as the durable path uses it from one connect to the next failure: a publisher, and the state at the moment when that
 * publisher became the only one. Used by one thread at a time.
 */
public final class KafkaSink implements DurableSink {

    /** Reading the state gives up after so long without progress. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    /** After so long without progress, reading the state gives up if an open transaction is what it waits for. */
    private static final Duration HELD_UP = Duration.ofSeconds(5);

    /** The state and the hanging transaction that predecessors left behind. */
    private record Left(HangingTransaction hanging, Map<String, byte[]> state) {}

    private final KafkaSettings settings;
    private final Admin admin;
    private final EventTopics topics;
    private final EventPublisher publisher;
    private final Left left;

    private KafkaSink(KafkaSettings settings, Admin admin, EventTopics topics, EventPublisher publisher, Left left) {
        this.settings = settings;
        this.admin = admin;
        this.topics = topics;
        this.publisher = publisher;
        this.left = left;
    }

    /**
     * Fences predecessors, then reads the state. In this order, the outcome of their transactions is settled before the read.
     *
     * @param patience outlives this sink, as {@code size} and {@code stalls} do
     * @throws KafkaUnavailableException if Kafka does not answer, or refuses
     * @throws StuckTransactionException if the transactional id cannot be used for now
     */
    public static KafkaSink open(
            KafkaSettings settings, boolean transactional, AttemptBudget patience, TransactionSize size, Stalls stalls)
            throws InterruptedException {
        KafkaClients clients = new KafkaClients(settings);
        Admin admin = null;
        Producer<byte[], byte[]> producer = null;
        try {
            admin = clients.admin();
            EventTopics topics = new EventTopics(admin, settings, stalls);
            topics.ensureState();
            if (transactional && stalls.areWatched()) {
                StuckTransaction.awaitEnd(admin, settings);
            }
            producer = clients.producer(transactional ? settings.transactionalId() : null);
            RecordFactory outgoing = new RecordFactory(topics, settings.source());
            String stateTopic = settings.topics().state();
            EventPublisher publisher;
            HangingTransaction hanging = HangingTransaction.NONE;
            if (transactional) {
                producer.initTransactions();
                hanging = HangingTransaction.find(admin, settings, !stalls.areWatched());
                topics.holdBack(hanging.unseen());
                publisher = new TransactionalPublisher(producer, outgoing, stateTopic, patience, size);
            } else {
                publisher = new PlainPublisher(producer, outgoing, stateTopic, patience, size);
            }
            Map<String, byte[]> state = readState(clients, admin, settings, !hanging.isOpenIn(stateTopic));
            return new KafkaSink(settings, admin, topics, publisher, new Left(hanging, state));
        } catch (RuntimeException | InterruptedException e) {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
            if (e instanceof KafkaException) {
                throw new KafkaUnavailableException(
                        "Kafka at " + settings.bootstrapServers() + ": " + rootMessage(e), e);
            }
            throw e;
        }
    }

    /**
     * Reads the state. With {@code whole}, waits for the end of every open transaction in the topic. Otherwise, because one of
     * them will never end, reads only up to the first open transaction.
     */
    private static Map<String, byte[]> readState(
            KafkaClients clients, Admin admin, KafkaSettings settings, boolean whole) throws InterruptedException {
        Map<String, byte[]> state = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            TopicPartition partition = new TopicPartition(settings.topics().state(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Map<TopicPartition, Long> ends =
                    whole ? EndOffsets.of(admin, List.of(partition)) : consumer.endOffsets(List.of(partition));
            long end = ends.getOrDefault(partition, 0L);
            long reached = 0;
            long progress = System.nanoTime();
            boolean examined = false;
            while (consumer.position(partition) < end) {
                if (consumer.position(partition) > reached) { // even if all of it were the ends of transactions
                    reached = consumer.position(partition);
                    progress = System.nanoTime();
                    examined = false;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    String key = new String(record.key(), UTF_8);
                    if (record.value() == null) {
                        state.remove(key);
                    } else {
                        state.put(key, record.value());
                    }
                }
                long waited = System.nanoTime() - progress;
                if (!examined && waited > HELD_UP.toNanos()) {
                    examined = true;
                    Optional<String> blocking = new BlockingTransaction(admin, settings, partition).describe(reached);
                    if (blocking.isPresent()) {
                        throw new KafkaException(blocking.get());
                    }
                }
                if (waited > STUCK.toNanos()) {
                    throw new KafkaException("State topic '" + partition.topic()
                            + "' could not be read to its end; a producer may still have an open transaction in it");
                }
            }
        }
        return state;
    }

    @Override
    public EventPublisher publisher() {
        return publisher;
    }

    @Override
    public Map<String, byte[]> state() {
        return Map.copyOf(left.state());
    }

    @Override
    public Hanging hanging() {
        if (left.hanging().isOpenIn(settings.topics().state())) {
            return Hanging.STATE;
        }
        return left.hanging().isOpen() ? Hanging.EVENTS : Hanging.NOTHING;
    }

    @Override
    public Set<String> hangingTopics() {
        return left.hanging().topics();
    }

    @Override
    public long hangingSince() {
        return left.hanging().since();
    }

    @Override
    public void endHanging() throws InterruptedException {
        for (Map.Entry<String, Set<TopicPartition>> open : left.hanging().open().entrySet()) {
            if (open.getKey().equals(settings.transactionalId())) {
                publisher.abortIn(open.getValue().stream()
                        .filter(partition ->
                                !partition.topic().equals(settings.topics().state()))
                        .toList());
            } else {
                abortIn(open.getKey(), List.copyOf(open.getValue()));
            }
        }
    }

    /** Aborts what an abandoned transactional id has open, which only a producer with that id can do. */
    private void abortIn(String transactionalId, List<TopicPartition> partitions) throws InterruptedException {
        Producer<byte[], byte[]> producer = new KafkaClients(settings).producer(transactionalId);
        RecordFactory outgoing = new RecordFactory(topics, settings.source());
        try (var publisher = new TransactionalPublisher(
                producer, outgoing, settings.topics().state(), new AttemptBudget(1), new TransactionSize())) {
            producer.initTransactions();
            publisher.abortIn(partitions);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "Transactional id '" + transactionalId + "' cannot be used: " + rootMessage(e), e);
        }
    }

    @Override
    public String typeOf(String topic) {
        return TopicTails.typeOf(topic, settings.topics().prefix());
    }

    @Override
    public String topicOf(EventRecord event) {
        return topics.nameFor(event);
    }

    @Override
    public Map<String, String> troubles(Collection<String> names) throws InterruptedException {
        return topics.troubles(names);
    }

    @Override
    public boolean sawAll(String topic) {
        return !left.hanging().unseen().contains(topic);
    }

    @Override
    public boolean holdsSince(long epochMillis) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(settings).consumer()) {
            return tails(consumer).anySince(epochMillis);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("Kafka at " + settings.bootstrapServers() + ": " + rootMessage(e), e);
        }
    }

    @Override
    public void publishedSince(long epochMillis, PublishedEvents published) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(settings).consumer()) {
            tails(consumer).since(epochMillis, published::add);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("Kafka at " + settings.bootstrapServers() + ": " + rootMessage(e), e);
        }
    }

    @Override
    public Set<String> compactedWithin(Duration age) throws InterruptedException {
        return new CompactedTopics(admin, settings.topics()).within(age);
    }

    private TopicTails tails(KafkaConsumer<byte[], byte[]> consumer) {
        return new TopicTails(
                consumer,
                admin,
                settings,
                (partition, offset) -> new BlockingTransaction(admin, settings, partition).describe(offset));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    @Override
    public void close() {
        publisher.close();
        admin.close(Duration.ofSeconds(2));
    }
}

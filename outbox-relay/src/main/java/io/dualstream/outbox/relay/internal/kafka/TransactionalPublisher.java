package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events and state in one Kafka transaction: {@code read_committed} consumers see both or neither. */
final class TransactionalPublisher implements EventPublisher {

    private static final Logger log = LoggerFactory.getLogger(TransactionalPublisher.class);

    /** More than a slow link carries within the time of a commit. */
    private static final int SLOW_BYTES = 1 << 20;

    private final Producer<byte[], byte[]> producer;
    private final RecordFactory outgoing;
    private final String stateTopic;
    private final AttemptBudget patience;
    private final TransactionSize size;

    /** {@code producer} must have initialised its transactions, which has fenced every earlier producer with its id. */
    TransactionalPublisher(
            Producer<byte[], byte[]> producer,
            RecordFactory outgoing,
            String stateTopic,
            AttemptBudget patience,
            TransactionSize size) {
        this.producer = producer;
        this.outgoing = outgoing;
        this.stateTopic = stateTopic;
        this.patience = patience;
        this.size = size;
    }

    @Override
    public Published publish(List<EventRecord> events, StateRecord... state) throws InterruptedException {
        // One record that is too large fails its whole transaction, so records that may be too large are tried on their
        // own first.
        refuse(Isolation.among(outgoing.suspects(events), this::tryOut));
        long began = System.nanoTime();
        long bytes = TransactionSize.bytesOf(events);
        try {
            commit(events, bytes, state);
            patience.renew();
            size.taken(bytes, Duration.ofNanos(System.nanoTime() - began));
            return new Published(events.size(), 0);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw fenced(e);
        } catch (TimeoutException e) {
            size.failed(bytes, e);
            // The transaction may still commit, so it can no longer be aborted: the next producer settles it.
            throw new KafkaUnavailableException(
                    "Kafka did not answer in time whether a transaction of " + Counted.of(events.size(), "event")
                            + " is committed",
                    e);
        } catch (KafkaException e) {
            size.failed(bytes, e);
            abort();
            SendErrorClassifier verdict = SendErrorClassifier.on(e);
            if (verdict.isFinal() || patience.endsWith(verdict)) {
                refuse(culprits(events));
            }
            throw new KafkaUnavailableException(
                    "A Kafka transaction of " + Counted.of(events.size(), "event") + " did not commit: "
                            + e.getMessage(),
                    e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
    private void commit(List<EventRecord> events, long bytes, StateRecord... state) throws InterruptedException {
        producer.beginTransaction();
        for (EventRecord event : events) {
            producer.send(outgoing.record(event));
            Failpoint.MID_SEND.reached();
        }
        for (StateRecord entry : state) {
            producer.send(new ProducerRecord<>(stateTopic, entry.key().getBytes(UTF_8), entry.value()));
        }
        Failpoint.BEFORE_KAFKA_COMMIT.reached();
        if (bytes > SLOW_BYTES) {
            producer.flush(); // has the time of a delivery, which is longer than that of a commit
        }
        producer.commitTransaction();
        Failpoint.AFTER_KAFKA_COMMIT.reached();
    }

    private static void refuse(List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            throw new RefusedException(refusals);
        }
    }

    /** Finds the events that Kafka refuses. If Kafka takes none of them for an unknown reason, the events are not the cause. */
    private List<Refusal> culprits(List<EventRecord> events) throws InterruptedException {
        List<Refusal> found = Isolation.among(events, this::tryOut);
        boolean allWithoutReason = found.size() == events.size()
                && found.stream()
                        .noneMatch(refusal ->
                                SendErrorClassifier.on(refusal.cause()).isFinal());
        return allWithoutReason ? List.of() : found;
    }

    /** Sends the events in a transaction that is not committed, whatever the broker says. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives a failure
    private @Nullable Exception tryOut(List<EventRecord> events) throws InterruptedException {
        AtomicReference<@Nullable Exception> error = new AtomicReference<>();
        try {
            producer.beginTransaction();
            for (EventRecord event : events) {
                producer.send(outgoing.record(event), (metadata, e) -> {
                    if (e != null) {
                        error.compareAndSet(null, e);
                    }
                });
            }
            producer.flush();
        } catch (KafkaException e) {
            error.compareAndSet(null, e);
        }
        try {
            producer.abortTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw fenced(e);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("A Kafka transaction could not be aborted: " + e.getMessage(), e);
        }
        Exception why = error.get();
        if (why != null) {
            size.failed(TransactionSize.bytesOf(events), why);
        }
        SendErrorClassifier verdict = why == null ? SendErrorClassifier.TRANSIENT : SendErrorClassifier.on(why);
        if (why == null || verdict.isFinal() || (verdict == SendErrorClassifier.UNCERTAIN && patience.isOver())) {
            return why;
        }
        throw new KafkaUnavailableException(
                "The relay could not determine which of " + Counted.of(events.size(), "event") + " Kafka refuses: "
                        + why.getMessage(),
                why);
    }

    private static FencedException fenced(KafkaException e) {
        return new FencedException("Another relay publishes under this one's transactional id", e);
    }

    /** Aborts the transaction; otherwise consumers would wait for its timeout. */
    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            log.debug("The transaction could not be aborted; the next producer will", e);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the flush or the abort
    public void abortIn(List<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        try {
            producer.beginTransaction();
            for (TopicPartition partition : partitions) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), new byte[0], null));
            }
            producer.flush();
            producer.abortTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw fenced(e);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "A hanging transaction in " + partitions + " could not be aborted: " + e.getMessage(), e);
        }
    }

    @Override
    public int maxBytes() {
        return size.bytes();
    }

    @Override
    public void forgetTopics() {
        outgoing.forgetTopics();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}

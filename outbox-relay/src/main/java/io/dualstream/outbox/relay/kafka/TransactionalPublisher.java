package io.dualstream.outbox.relay.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.record.EventRecord;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events and state in one Kafka transaction: {@code read_committed} consumers see both or neither. */
final class TransactionalPublisher implements EventPublisher {

    private static final Logger log = LoggerFactory.getLogger(TransactionalPublisher.class);

    private final Producer<byte[], byte[]> producer;
    private final EventTopics topics;
    private final String stateTopic;
    private final EventProducerRecord wire;

    /** {@code producer} has its transactions initialised: whoever had its id before is fenced. */
    TransactionalPublisher(
            Producer<byte[], byte[]> producer, EventTopics topics, String stateTopic, EventProducerRecord wire) {
        this.producer = producer;
        this.topics = topics;
        this.stateTopic = stateTopic;
        this.wire = wire;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
    public void publish(List<EventRecord> events, StateRecord... state) throws InterruptedException {
        for (EventRecord event : events) {
            topics.of(event.aggregateType());
        }
        try {
            producer.beginTransaction();
            for (EventRecord event : events) {
                producer.send(wire.of(event, topics.of(event.aggregateType())));
            }
            for (StateRecord entry : state) {
                producer.send(new ProducerRecord<>(stateTopic, entry.key().getBytes(UTF_8), entry.value()));
            }
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException("Another relay publishes under this one's transactional id", e);
        } catch (KafkaException e) {
            abort();
            throw new KafkaUnavailableException(
                    "A Kafka transaction of " + events.size() + " events did not commit: " + e.getMessage(), e);
        }
    }

    /** Otherwise consumers would wait for the transaction's timeout. */
    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            log.debug("The transaction could not be aborted; the next producer will", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}

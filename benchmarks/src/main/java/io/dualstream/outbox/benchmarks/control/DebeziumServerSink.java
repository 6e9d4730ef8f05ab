package io.dualstream.outbox.benchmarks.control;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes in the order of Debezium Server's Kafka sink: send the whole batch, wait for each record, mark the record, then the
 * batch. Records that are not events, such as heartbeats of the relay in the same WAL, are skipped: they have no topic, and a
 * send would wait a minute for one.
 */
final class DebeziumServerSink implements ChangeConsumer<ChangeEvent<String, String>> {

    private final KafkaProducer<String, String> producer;
    private final String topicPrefix;

    /** {@code topicPrefix} is the prefix of all topics that events go to. */
    DebeziumServerSink(KafkaProducer<String, String> producer, String topicPrefix) {
        this.producer = producer;
        this.topicPrefix = topicPrefix;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<String, String>> events, RecordCommitter<ChangeEvent<String, String>> committer)
            throws InterruptedException {
        List<Future<RecordMetadata>> deliveries = new ArrayList<>(events.size());
        for (ChangeEvent<String, String> event : events) {
            if (event.destination().startsWith(topicPrefix)) {
                deliveries.add(producer.send(toKafka(event)));
            }
        }
        Iterator<Future<RecordMetadata>> sent = deliveries.iterator();
        for (ChangeEvent<String, String> event : events) {
            if (event.destination().startsWith(topicPrefix)) {
                await(sent.next());
            }
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private static void await(Future<RecordMetadata> delivery) throws InterruptedException {
        try {
            delivery.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record was not delivered", e);
        }
    }

    private static ProducerRecord<String, String> toKafka(ChangeEvent<String, String> event) {
        ProducerRecord<String, String> message = new ProducerRecord<>(event.destination(), event.key(), event.value());
        List<Header<Object>> headers = event.headers();
        for (Header<Object> header : headers) {
            message.headers()
                    .add(header.getKey(), String.valueOf(header.getValue()).getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }
}

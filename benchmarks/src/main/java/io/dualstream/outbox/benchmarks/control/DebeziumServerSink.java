package io.dualstream.outbox.benchmarks.control;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Publishes in the order of Debezium Server's Kafka sink: send the whole batch, wait for each record, mark it, then the batch. */
final class DebeziumServerSink implements ChangeConsumer<ChangeEvent<String, String>> {

    private final KafkaProducer<String, String> producer;

    DebeziumServerSink(KafkaProducer<String, String> producer) {
        this.producer = producer;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<String, String>> events, RecordCommitter<ChangeEvent<String, String>> committer)
            throws InterruptedException {
        List<Future<RecordMetadata>> deliveries = new ArrayList<>(events.size());
        for (ChangeEvent<String, String> event : events) {
            deliveries.add(producer.send(toKafka(event)));
        }
        for (int i = 0; i < events.size(); i++) {
            await(deliveries.get(i));
            committer.markProcessed(events.get(i));
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

package io.dualstream.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events to random partitions, a third of them again, at once or much later, to others. What Kafka does not acknowledge is sent
 * once more, and may be one more duplicate. Not thread-safe; close it.
 */
final class DuplicatingProducer implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private final Random random;
    private final List<String> events = new ArrayList<>();
    private final List<Sending> unacknowledged = new ArrayList<>();
    private int records;

    private record Sending(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> result) {}

    DuplicatingProducer(String bootstrapServers, int partitions, Random random) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        this.partitions = partitions;
        this.random = random;
    }

    void send(int count) throws InterruptedException {
        for (int n = 0; n < count; n++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            events.add(id);
            sendRecord(id);
            if (random.nextInt(3) == 0) {
                sendRecord(random.nextBoolean() ? id : events.get(random.nextInt(events.size())));
            }
        }
        while (!unacknowledged.isEmpty()) {
            acknowledge();
        }
    }

    int events() {
        return events.size();
    }

    int records() {
        return records;
    }

    private void sendRecord(String id) {
        var record = new ProducerRecord<byte[], byte[]>(
                InboxKillTest.TOPIC, random.nextInt(partitions), null, "{}".getBytes(UTF_8));
        Map.of("ce_specversion", "1.0", "ce_id", id, "ce_source", "/shop/outbox", "ce_type", "Counted")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        send(record);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        unacknowledged.add(new Sending(record, producer.send(record)));
        records++;
    }

    private void acknowledge() throws InterruptedException {
        producer.flush();
        List<Sending> all = List.copyOf(unacknowledged);
        unacknowledged.clear();
        for (Sending sending : all) {
            try {
                sending.result().get();
            } catch (ExecutionException e) {
                System.out.println("Sent once more: " + e.getCause());
                send(sending.record());
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}

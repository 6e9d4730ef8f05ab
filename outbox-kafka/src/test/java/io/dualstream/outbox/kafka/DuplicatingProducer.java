package io.dualstream.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends events to random partitions, a third of them again, at once or much later, to others. Not thread-safe; close it. */
final class DuplicatingProducer implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private final Random random;
    private final List<String> events = new ArrayList<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private int records;

    DuplicatingProducer(String bootstrapServers, int partitions, Random random) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        this.partitions = partitions;
        this.random = random;
    }

    void send(int count) {
        for (int n = 0; n < count; n++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            events.add(id);
            sendRecord(id);
            if (random.nextInt(3) == 0) {
                sendRecord(random.nextBoolean() ? id : events.get(random.nextInt(events.size())));
            }
        }
        producer.flush();
        sent.clear();
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
        sent.add(producer.send(record));
        records++;
    }

    @Override
    public void close() {
        producer.close();
    }
}

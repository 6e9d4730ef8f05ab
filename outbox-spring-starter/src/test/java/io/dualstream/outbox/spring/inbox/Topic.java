package io.dualstream.outbox.spring.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.testkit.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A topic of two partitions, written as the relay writes. */
final class Topic {

    private static final Map<String, Object> SERVER =
            Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers());

    private Topic() {}

    static void create(String... topics) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(SERVER)) {
            admin.createTopics(List.of(topics).stream()
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    static long committed(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(SERVER)) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    static String send(String topic, int partition, @Nullable String payload)
            throws InterruptedException, ExecutionException {
        String id = UUID.randomUUID().toString();
        send(topic, partition, id, payload);
        return id;
    }

    static void send(String topic, int partition, String id, @Nullable String payload)
            throws InterruptedException, ExecutionException {
        var record = new ProducerRecord<>(topic, partition, "A-1", payload == null ? null : payload.getBytes(UTF_8));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", id,
                        "ce_source", "/shop/outbox",
                        "ce_type", "OrderPlaced",
                        "ce_subject", "A-1",
                        "content-type", "application/json",
                        "tenant", "7")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        send(record);
    }

    static void send(ProducerRecord<String, byte[]> record) throws InterruptedException, ExecutionException {
        try (var producer = new KafkaProducer<>(SERVER, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }
}

package io.dualstream.outbox.benchmarks.campaign.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all event topics from their beginning, as a consumer. */
public final class KafkaView implements AutoCloseable {

    /** The id of a record that names no event. */
    private static final UUID NOBODYS = new UUID(0, 0);

    private static final Pattern TOPICS = Pattern.compile("outbox[.]event[.].+");
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final boolean uncommitted;
    private boolean fenced;

    private KafkaView(String bootstrapServers, String isolation) {
        uncommitted = isolation.equals("read_uncommitted");
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "metadata.max.age.ms",
                        1_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Reads records of committed Kafka transactions. */
    public static KafkaView committed(String bootstrapServers) {
        return new KafkaView(bootstrapServers, "read_committed");
    }

    /** Reads records of aborted Kafka transactions, too. */
    public static KafkaView uncommitted(String bootstrapServers) {
        return new KafkaView(bootstrapServers, "read_uncommitted");
    }

    /**
     * Passes on every record up to the fence, and further records that the topics hold at that time. Stops without the fence
     * after {@code limit}.
     */
    public void readTo(Fence fence, Duration limit, Consumer<Sighting> viewer) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!fenced && System.nanoTime() - deadline < 0) {
            poll(fence, viewer);
        }
        assignAll();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(fence, viewer);
        }
    }

    private void poll(Fence fence, Consumer<Sighting> viewer) {
        assignAll();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            Header header = record.headers().lastHeader("ce_id");
            if (header == null && uncommitted) {
                continue; // to end a transaction that a broker left open, the relay must send and abort a record
            }
            UUID id = header == null ? NOBODYS : UUID.fromString(new String(header.value(), UTF_8));
            if (record.topic().endsWith("." + Fence.AGGREGATE_TYPE)) {
                fenced |= id.equals(fence.id());
            } else {
                String place = record.topic() + "-" + record.partition() + " offset " + record.offset() + " of "
                        + Instant.ofEpochMilli(record.timestamp());
                viewer.accept(new Sighting(id, record.key(), new String(record.value(), UTF_8), place));
            }
        }
    }

    private void assignAll() {
        Set<TopicPartition> partitions = consumer.listTopics().values().stream()
                .flatMap(List::stream)
                .filter(partition -> TOPICS.matcher(partition.topic()).matches())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        if (!partitions.equals(consumer.assignment())) {
            consumer.assign(partitions);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

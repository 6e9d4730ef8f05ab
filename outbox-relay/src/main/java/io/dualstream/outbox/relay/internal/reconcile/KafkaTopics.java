package io.dualstream.outbox.relay.internal.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the topics, as a {@code read_committed} consumer sees them. Owns its consumer. */
final class KafkaTopics implements AutoCloseable {

    /** Clocks of relays and brokers may differ. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Digest digest = new Digest();

    /** Records that are not events of this range, because they have no readable {@code ce_id} and {@code ce_time}. */
    private long foreign;

    KafkaTopics(Map<String, String> properties, Topics topics) {
        Map<String, Object> config = new HashMap<>();
        config.put("default.api.timeout.ms", 15_000);
        config.putAll(properties);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        this.topics = topics;
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads to where the topics end now. */
    void read(Reconciler.Range.Time range, Spill spill) throws IOException {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        markDeleted(ends);
        Map<TopicPartition, Long> starts = starts(partitions, range);
        ends.keySet().retainAll(starts.keySet());
        consumer.assign(starts.keySet());
        starts.forEach((partition, offset) -> consumer.seek(partition, offset));
        long deadline = System.nanoTime() + STUCK.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                deadline = System.nanoTime() + STUCK.toNanos();
                add(record, range, spill);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new KafkaException("the topics " + topics.prefix() + "* could not be read to their ends");
            }
        }
    }

    private Set<TopicPartition> partitions() {
        return consumer.listTopics().values().stream()
                .flatMap(List::stream)
                .filter(partition -> topics.contain(partition.topic()))
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
    }

    /** Nothing can have been published long before it was created. */
    private Map<TopicPartition, Long> starts(Set<TopicPartition> partitions, Reconciler.Range.Time range) {
        long earliest = range.from().minus(CLOCK_MARGIN).toEpochMilli();
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> earliest));
        Map<TopicPartition, Long> starts = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((partition, offset) -> {
            if (offset != null) {
                starts.put(partition, offset.offset());
            }
        });
        return starts;
    }

    /** Records which events Kafka has deleted: where a partition does not begin at 0, those before its first record. */
    private void markDeleted(Map<TopicPartition, Long> ends) {
        consumer.beginningOffsets(ends.keySet()).forEach((partition, beginning) -> {
            if (beginning > 0) {
                long first = beginning < ends.getOrDefault(partition, 0L)
                        ? firstTimestamp(partition)
                        : System.currentTimeMillis();
                topics.types().kafkaHasSince(topics.type(partition.topic()), (first + CLOCK_MARGIN.toMillis()) * 1000);
            }
        });
    }

    private long firstTimestamp(TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer.poll(Duration.ofSeconds(5)).records(partition).stream()
                .mapToLong(ConsumerRecord::timestamp)
                .findFirst()
                .orElseGet(System::currentTimeMillis);
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Reconciler.Range.Time range, Spill spill)
            throws IOException {
        try {
            UUID id = UUID.fromString(header(record, "ce_id"));
            long micros = Reconciler.Range.Time.micros(Instant.parse(header(record, "ce_time")));
            if (range.contains(micros) && topics.canHold(record.topic(), id)) {
                int type = topics.type(record.topic());
                long key = digest.of(record.key());
                spill.add(new Sighting(
                        id,
                        Sighting.Place.KAFKA,
                        type,
                        micros,
                        digest.of(record.value()),
                        key,
                        record.partition(),
                        record.offset()));
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            foreign += record.topic().startsWith(topics.prefix()) ? 1 : 0;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    long foreign() {
        return foreign;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads partitions from offset to offset, as a {@code read_committed} consumer sees them. Owns its consumer. */
final class TopicReader implements AutoCloseable {

    /** Clocks of relays and brokers may differ. */
    static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    /** Receives each record that is read. */
    interface Handler {
        void handle(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicReader(Map<String, String> properties) {
        this.consumer = consumer(properties, "read_committed");
    }

    static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> properties, String isolation) {
        Map<String, Object> config = new HashMap<>();
        config.put("default.api.timeout.ms", 15_000);
        config.putAll(properties);
        config.put("isolation.level", isolation);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Set<TopicPartition> partitions(Topics topics) {
        return consumer.listTopics().values().stream()
                .flatMap(List::stream)
                .filter(partition -> topics.contain(partition.topic()))
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
    }

    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    /** Where the committed records end. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /**
     * Offsets of the first records that can be of events created at {@code created} or later: nothing can have been published
     * long before it was created. Leaves out partitions that have no such record.
     */
    Map<TopicPartition, Long> since(Collection<TopicPartition> partitions, Instant created) {
        long earliest = created.minus(CLOCK_MARGIN).toEpochMilli();
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> earliest));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    /** Time of the partition's first record; now if it comes too late. */
    long firstTimestamp(TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer.poll(Duration.ofSeconds(5)).records(partition).stream()
                .mapToLong(ConsumerRecord::timestamp)
                .findFirst()
                .orElseGet(System::currentTimeMillis);
    }

    /**
     * Reads the partitions of {@code starts} until each has reached its end, or no record comes for {@code patience}.
     *
     * @param ends has all partitions of {@code starts}
     * @return the partitions that have not reached their ends
     */
    Set<TopicPartition> read(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, Duration patience, Handler handler)
            throws IOException {
        consumer.assign(starts.keySet());
        starts.forEach((partition, offset) -> consumer.seek(partition, offset));
        long deadline = System.nanoTime() + patience.toNanos();
        Set<TopicPartition> behind = behind(ends);
        while (!behind.isEmpty() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                deadline = System.nanoTime() + patience.toNanos();
                handler.handle(record);
            }
            behind = behind(ends);
        }
        return behind;
    }

    private Set<TopicPartition> behind(Map<TopicPartition, Long> ends) {
        return consumer.assignment().stream()
                .filter(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))
                .collect(Collectors.toSet());
    }

    /** Offset up to which {@link #read} has read the partition. */
    long position(TopicPartition partition) {
        return consumer.position(partition);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package io.dualstream.outbox.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics whose names match a pattern, from their beginning. Topics may be created in the meantime. The order
 * within a partition is kept. Not thread-safe. Must be closed.
 */
public final class KafkaRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Pattern topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    private KafkaRecords(String bootstrapServers, String topicPattern, String isolation) {
        topics = Pattern.compile(topicPattern);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns a reader of records of committed transactions; {@code topicPattern} must match the whole name of a topic. */
    public static KafkaRecords committed(String bootstrapServers, String topicPattern) {
        return new KafkaRecords(bootstrapServers, topicPattern, "read_committed");
    }

    /** Returns a reader of all records, including those of aborted transactions. */
    public static KafkaRecords uncommitted(String bootstrapServers, String topicPattern) {
        return new KafkaRecords(bootstrapServers, topicPattern, "read_uncommitted");
    }

    /**
     * Reads until there are at least {@code count} records in total. Throws an {@link AssertionError} when the time is up.
     */
    public List<ConsumerRecord<String, byte[]>> await(int count, Duration timeout) {
        return await(all -> all.size() >= count, timeout);
    }

    /** Reads until the records read so far meet the condition. Throws an {@link AssertionError} when the time is up. */
    public List<ConsumerRecord<String, byte[]>> await(
            Predicate<List<ConsumerRecord<String, byte[]>>> condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.test(all())) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not met within " + timeout + " by the " + records.size() + " records of "
                        + topics + " in " + consumer.assignment());
            }
            poll();
        }
        return all();
    }

    /** Reads up to the present end of the topics. Throws an {@link AssertionError} when the time is up. */
    public List<ConsumerRecord<String, byte[]>> awaitEnd(Duration timeout) {
        assignNewPartitions();
        Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
        return await(
                all -> end.entrySet().stream()
                        .allMatch(partition -> consumer.position(partition.getKey()) >= partition.getValue()),
                timeout);
    }

    /** Returns the records read so far, in the order in which this reader received them. */
    public List<ConsumerRecord<String, byte[]>> all() {
        return List.copyOf(records);
    }

    /** Returns the value as text; null for a tombstone. */
    public static @Nullable String text(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Returns the last header of that name as text; null if there is none. */
    public static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void poll() {
        assignNewPartitions();
        if (consumer.assignment().isEmpty()) {
            LockSupport.parkNanos(POLL.toNanos()); // no such topic yet: polling nothing is an error
        } else {
            consumer.poll(POLL).forEach(records::add);
        }
    }

    private void assignNewPartitions() {
        Set<TopicPartition> partitions = consumer.listTopics().entrySet().stream()
                .filter(topic -> topics.matcher(topic.getKey()).matches())
                .flatMap(topic -> topic.getValue().stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        if (!partitions.equals(consumer.assignment())) {
            consumer.assign(partitions);
        }
    }
}

package io.dualstream.outbox.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Creates the topics of a run, and reads them. */
public final class Topics implements AutoCloseable {

    /** Number of partitions of the topic that holds a run's events. */
    public static final int PARTITIONS = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final Admin admin;

    public Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Creates a topic. The broker sets the timestamp of each record to the time at which it appended the record. */
    public void create(String topic, int partitions) {
        Map<String, String> stamped = Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        await(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(stamped)))
                .all());
    }

    public void deleteAll(String prefix) {
        Set<String> names = await(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
        await(admin.deleteTopics(names).all());
    }

    /** Makes a consumer of committed records, at the beginning of every partition of the topic. */
    public KafkaConsumer<byte[], byte[]> consumer(String topic) {
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        // A busy broker knows a new topic a little later than it reports its creation.
        Await.until(
                "topic " + topic + " is known",
                PATIENCE,
                () -> !consumer.partitionsFor(topic).isEmpty());
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic)
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        consumer.assign(partitions);
        return consumer;
    }

    /** Reads a topic that is still written, until {@code expected} committed records were read, or none came for a while. */
    public void awaitRecords(String topic, long expected) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            long seen = 0;
            long lastNanos = System.nanoTime();
            while (seen < expected && System.nanoTime() - lastNanos < QUIET.toNanos()) {
                int came = consumer.poll(Duration.ofMillis(200)).count();
                if (came > 0) {
                    seen += came;
                    lastNanos = System.nanoTime();
                }
            }
        }
    }

    /** Counts the committed records of a topic that nobody writes any more, by reading them. */
    public long count(String topic) {
        AtomicLong count = new AtomicLong();
        read(topic, each -> count.incrementAndGet());
        return count.get();
    }

    /** Size in bytes of the value of each committed record of a topic that nobody writes any more; without tombstones. */
    public List<Integer> valueSizes(String topic) {
        List<Integer> sizes = new ArrayList<>();
        read(topic, each -> {
            if (each.value() != null) {
                sizes.add(each.serializedValueSize());
            }
        });
        return sizes;
    }

    private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

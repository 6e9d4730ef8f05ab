package io.dualstream.outbox.relay.internal.kafka.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.client.StartOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the committed events at the ends of the event topics. */
public final class TopicTails {

    /** Receives one event after the other. */
    @FunctionalInterface
    public interface Found {
        void event(UUID id, String aggregateType, String aggregateId);
    }

    /** Says what keeps the committed records of a partition from being read from an offset on. */
    @FunctionalInterface
    public interface Obstacles {
        Optional<String> in(TopicPartition partition, long offset) throws InterruptedException;
    }

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final Obstacles obstacles;
    private final String prefix;
    private final String source;
    private final Map<String, String> aggregateTypes = new HashMap<>();

    /** {@code consumer} must read committed records only. */
    public TopicTails(
            KafkaConsumer<byte[], byte[]> consumer, Admin admin, KafkaSettings settings, Obstacles obstacles) {
        this.consumer = consumer;
        this.admin = admin;
        this.obstacles = obstacles;
        this.prefix = settings.topics().prefix();
        this.source = settings.source();
    }

    /**
     * Reads all events of this relay's source, in topics with its prefix, whose record has a time from {@code epochMillis} on.
     * Waits up to a minute for the end of open transactions in these topics.
     */
    public void since(long epochMillis, Found found) throws InterruptedException {
        Map<TopicPartition, Long> starts = StartOffsets.of(admin, partitions(), epochMillis);
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        Map<TopicPartition, Long> ends = EndOffsets.of(admin, starts.keySet());
        long deadline = System.nanoTime() + STUCK.toNanos();
        long before = 0;
        for (long left = left(ends); left > 0; left = left(ends)) {
            if (left != before) { // even if all of it were aborted
                before = left;
                deadline = System.nanoTime() + STUCK.toNanos();
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                read(record, found);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new KafkaException(stuck(ends));
            }
        }
    }

    /** Whether a topic with the prefix may hold a record that has a time from {@code epochMillis} on. */
    public boolean anySince(long epochMillis) throws InterruptedException {
        return !StartOffsets.of(admin, partitions(), epochMillis).isEmpty();
    }

    /** Reads an event. Records that other producers write into such a topic, in any form, are ignored. */
    private void read(ConsumerRecord<byte[], byte[]> record, Found found) {
        String subject = text(record.headers(), "ce_subject");
        UUID id = uuid(text(record.headers(), "ce_id"));
        if (subject != null && id != null && source.equals(text(record.headers(), "ce_source"))) {
            String type = aggregateTypes.computeIfAbsent(record.topic(), topic -> typeOf(topic, prefix));
            found.event(id, type, subject);
        }
    }

    /** The aggregate type whose events a topic is for; a topic without the prefix is not read. */
    public static String typeOf(String topic, String prefix) {
        return topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic;
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (topic.startsWith(prefix)) {
                for (PartitionInfo partition : partitions) {
                    all.add(new TopicPartition(topic, partition.partition()));
                }
            }
        });
        return all;
    }

    private String stuck(Map<TopicPartition, Long> ends) throws InterruptedException {
        String where = "";
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            TopicPartition partition = end.getKey();
            long position = consumer.position(partition);
            if (position < end.getValue()) {
                Optional<String> why = obstacles.in(partition, position);
                if (why.isPresent()) {
                    return why.get();
                }
                where = "; " + partition + " from offset " + position + " to " + end.getValue() + " is not read";
            }
        }
        return "The ends of the topics '" + prefix + "*' could not be read" + where;
    }

    /** How many offsets there are from the positions to the ends. */
    private long left(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }
}

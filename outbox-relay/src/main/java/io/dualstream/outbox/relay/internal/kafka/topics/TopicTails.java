package io.dualstream.outbox.relay.internal.kafka.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.kafka.client.EndOffsets;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** What the ends of the event topics hold, committed. */
public final class TopicTails {

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final KafkaSettings.Topics topics;

    public TopicTails(KafkaConsumer<byte[], byte[]> consumer, Admin admin, KafkaSettings.Topics topics) {
        this.consumer = consumer;
        this.admin = admin;
        this.topics = topics;
    }

    /** Ids of all events in topics with the relay's prefix whose record is from {@code epochMillis} or later. */
    public Set<UUID> idsSince(long epochMillis) throws InterruptedException {
        Map<TopicPartition, Long> starts = starts(epochMillis);
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        Map<TopicPartition, Long> ends = EndOffsets.of(admin, starts.keySet());
        Set<UUID> ids = new HashSet<>();
        long deadline = System.nanoTime() + STUCK.toNanos();
        while (!reached(ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                deadline = System.nanoTime() + STUCK.toNanos();
                Header id = record.headers().lastHeader("ce_id");
                if (id != null) {
                    ids.add(UUID.fromString(new String(id.value(), UTF_8)));
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new KafkaException("The ends of the topics '" + topics.prefix() + "*' could not be read");
            }
        }
        return ids;
    }

    private Map<TopicPartition, Long> starts(long epochMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.listTopics().forEach((topic, partitions) -> {
            if (topic.startsWith(topics.prefix())) {
                for (PartitionInfo partition : partitions) {
                    times.put(new TopicPartition(topic, partition.partition()), epochMillis);
                }
            }
        });
        Map<TopicPartition, Long> starts = new HashMap<>();
        consumer.offsetsForTimes(times).forEach((partition, offset) -> {
            if (offset != null) {
                starts.put(partition, offset.offset());
            }
        });
        return starts;
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}

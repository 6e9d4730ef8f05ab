package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.status.Reconciler.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the topics on from where it was last time. Owns its consumers. */
public final class KafkaFeed implements AutoCloseable {

    /** How long nothing may come from a partition that has more records, until somebody's open transaction is the reason. */
    private static final Duration HELD = Duration.ofSeconds(10);

    private final TopicReader reader;
    /** Sees the records of open transactions, too. */
    private final KafkaConsumer<byte[], byte[]> uncommitted;

    /**
     * What was read.
     *
     * @param next offset up to which each partition was read
     * @param deleted a sentence on each partition of which Kafka deleted records before they were read, with its aggregate type
     * @param held a sentence if records that are written cannot be read yet
     */
    public record Read(
            Map<String, Long> next,
            long foreign,
            Map<String, Integer> deleted,
            @Nullable String held) {}

    public KafkaFeed(Map<String, String> properties) {
        reader = new TopicReader(properties);
        try {
            uncommitted = TopicReader.consumer(properties, "read_uncommitted");
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Where the committed records end now. */
    public Map<String, Long> ends(Topics topics) {
        Map<String, Long> ends = new HashMap<>();
        reader.ends(reader.partitions(topics)).forEach((partition, end) -> ends.put(partition.toString(), end));
        return ends;
    }

    /**
     * Reads to where the topics end now.
     *
     * @param again reads events that were created since then another time; null to read only what is new
     */
    public Read read(Position from, @Nullable Instant again, Topics topics, Spill spill) throws IOException {
        Set<TopicPartition> partitions = reader.partitions(topics);
        Map<TopicPartition, Long> written = uncommitted.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = reader.beginnings(partitions);
        Map<String, Integer> deleted = new HashMap<>();
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> unread = unread(from, partitions, topics);
        unread.replaceAll(
                (partition, offset) -> offset > written.getOrDefault(partition, 0L) ? 0L : offset); // made anew
        unread.forEach((partition, offset) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            if (beginning > offset) {
                deleted.put(
                        "Kafka deleted the records of " + partition + " from offset " + offset + " to "
                                + (beginning - 1) + " before they were read",
                        topics.type(partition.topic()));
            }
            starts.put(partition, Math.max(offset, beginning));
        });
        if (again != null) {
            reader.since(partitions, again).forEach((partition, offset) -> starts.merge(partition, offset, Math::min));
        }
        Records known = new Records(topics);
        Records fresh = new Records(topics);
        Set<TopicPartition> behind = reader.read(starts, written, HELD, record -> {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            boolean isKnown = record.offset() < unread.getOrDefault(partition, 0L);
            Sighting event = (isKnown ? known : fresh).event(record);
            if (event != null) {
                spill.add(event);
            }
        });
        String held = held(behind);
        Map<String, Long> next = new HashMap<>(from.kafka());
        next.keySet()
                .removeIf(
                        name -> name.startsWith(topics.prefix())); // topics that are gone begin at 0 if they come back
        starts.keySet().forEach(partition -> next.put(partition.toString(), reader.position(partition)));
        return new Read(next, fresh.foreign(), deleted, held);
    }

    /** Where each partition was last time. A topic with the prefix that was not there then is read from its beginning. */
    private Map<TopicPartition, Long> unread(Position from, Set<TopicPartition> partitions, Topics topics) {
        Map<Boolean, List<TopicPartition>> ours = partitions.stream()
                .collect(
                        Collectors.partitioningBy(partition -> partition.topic().startsWith(topics.prefix())));
        Map<TopicPartition, Long> unread = new HashMap<>();
        for (TopicPartition partition : ours.getOrDefault(true, List.of())) {
            unread.put(partition, from.kafka().getOrDefault(partition.toString(), 0L));
        }
        // of topics of others, only what can have been sent there since last time
        List<TopicPartition> others = ours.getOrDefault(false, List.of());
        Map<TopicPartition, Long> ends = reader.ends(others);
        Map<TopicPartition, Long> since = reader.since(others, from.time());
        for (TopicPartition partition : others) {
            long recent = since.getOrDefault(partition, ends.getOrDefault(partition, 0L));
            unread.put(partition, Math.max(recent, from.kafka().getOrDefault(partition.toString(), 0L)));
        }
        return unread;
    }

    /** A sentence if it is an open transaction that hides records. */
    private @Nullable String held(Set<TopicPartition> behind) {
        if (behind.isEmpty()) {
            return null;
        }
        Map<TopicPartition, Long> ends = reader.ends(behind);
        Set<String> held = new TreeSet<>();
        for (TopicPartition partition : behind) {
            long offset = reader.position(partition);
            if (offset < ends.getOrDefault(partition, 0L)) {
                throw new KafkaException(partition + " could not be read to its end");
            }
            held.add(partition + " from offset " + offset);
        }
        return "an open Kafka transaction hides the records of " + String.join(", ", held);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } finally {
            uncommitted.close();
        }
    }
}

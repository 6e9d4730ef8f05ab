package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the events of a range from the topics. Owns its reader. */
public final class KafkaTopics implements AutoCloseable {

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final Topics topics;
    private final TopicReader reader;
    private final Records records;

    public KafkaTopics(Map<String, String> properties, Topics topics) {
        this.topics = topics;
        this.reader = new TopicReader(properties);
        this.records = new Records(topics);
    }

    /** Reads to where the topics end now. */
    public void read(Reconciler.Range.Time range, Spill spill) throws IOException {
        Set<TopicPartition> partitions = reader.partitions(topics);
        Map<TopicPartition, Long> ends = new HashMap<>(reader.ends(partitions));
        markDeleted(ends);
        Set<TopicPartition> behind = reader.read(reader.since(partitions, range.from()), ends, STUCK, record -> {
            Sighting event = records.event(record);
            if (event != null && range.contains(event.micros())) {
                spill.add(event);
            }
        });
        if (!behind.isEmpty()) {
            throw new KafkaException("the topics " + topics.prefix() + "* could not be read to their ends");
        }
    }

    /** Records which events Kafka has deleted: where a partition does not begin at 0, those before its first record. */
    private void markDeleted(Map<TopicPartition, Long> ends) {
        reader.beginnings(ends.keySet()).forEach((partition, beginning) -> {
            if (beginning > 0) {
                long first = beginning < ends.getOrDefault(partition, 0L)
                        ? reader.firstTimestamp(partition)
                        : System.currentTimeMillis();
                topics.types()
                        .kafkaHasSince(
                                topics.type(partition.topic()), (first + TopicReader.CLOCK_MARGIN.toMillis()) * 1000);
            }
        });
    }

    public long foreign() {
        return records.foreign();
    }

    @Override
    public void close() {
        reader.close();
    }
}

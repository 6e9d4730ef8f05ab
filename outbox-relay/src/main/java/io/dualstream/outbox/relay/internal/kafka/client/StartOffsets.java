package io.dualstream.outbox.relay.internal.kafka.client;

import io.dualstream.outbox.relay.internal.text.Counted;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the offsets at which records of a time begin. A {@code read_committed} consumer gets no answer for a partition in which
 * the first such record lies behind the start of an open transaction of any producer, as if there were no record.
 */
public final class StartOffsets {

    private static final ListOffsetsOptions WHATEVER_IS_OPEN = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);

    private StartOffsets() {}

    /** The offsets, without partitions that have no record from that time on. */
    public static Map<TopicPartition, Long> of(Admin admin, Collection<TopicPartition> partitions, long epochMillis)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, OffsetSpec.forTimestamp(epochMillis)));
        Map<TopicPartition, Long> starts = new HashMap<>();
        String what = "Looking up where records of a time begin in " + Counted.of(partitions.size(), "partition");
        try {
            KafkaClients.get(what, admin.listOffsets(times, WHATEVER_IS_OPEN).all())
                    .forEach((partition, start) -> {
                        if (start.offset() >= 0) {
                            starts.put(partition, start.offset());
                        }
                    });
            return starts;
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
        }
    }
}

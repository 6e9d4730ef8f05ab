package io.dualstream.outbox.relay.internal.kafka.client;

import io.dualstream.outbox.relay.internal.text.Counted;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Reads where partitions really end. For a {@code read_committed} consumer, a partition ends where the oldest open transaction
 * of any producer begins, although this relay may have committed records behind it.
 */
public final class EndOffsets {

    private static final ListOffsetsOptions WHATEVER_IS_OPEN = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);

    private EndOffsets() {}

    public static Map<TopicPartition, Long> of(Admin admin, Collection<TopicPartition> partitions)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        String what = "Looking up the ends of " + Counted.of(partitions.size(), "partition");
        try {
            KafkaClients.get(what, admin.listOffsets(latest, WHATEVER_IS_OPEN).all())
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
        }
    }

    /** The partitions whose leaders did not answer in time, because they do not know their role yet, and why. */
    public static Map<TopicPartition, KafkaUnavailableException> unanswered(
            Admin admin, Collection<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        ListOffsetsResult answers = admin.listOffsets(latest, WHATEVER_IS_OPEN);
        Map<TopicPartition, KafkaUnavailableException> unanswered = new HashMap<>();
        for (TopicPartition partition : partitions) {
            String what = "Looking up the end of " + partition;
            try {
                KafkaClients.get(what, answers.partitionResult(partition));
            } catch (ExecutionException e) {
                var failure = new KafkaUnavailableException(what + " failed: " + e.getMessage(), e);
                if (!(e.getCause() instanceof RetriableException)) {
                    throw failure;
                }
                unanswered.put(partition, failure);
            }
        }
        return unanswered;
    }
}

package io.dualstream.outbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far a group of consumers is in a topic. */
record Progress(Admin admin, String group, String topic, int partitions) {

    /** Until each partition can take records: a batch refused while another is taken is never accepted. */
    void awaitLeaders() throws InterruptedException, ExecutionException {
        ends();
    }

    /** Until they have acknowledged everything that the topic holds now. */
    void awaitEnd(Duration patience) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> ends = ends();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Map<TopicPartition, Long> committed = committed();
            if (ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
                return;
            }
            assertThat(System.nanoTime() - deadline)
                    .as("%s of %s", committed, ends)
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        all.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, next) -> committed.put(partition, next.offset()));
        return committed;
    }
}

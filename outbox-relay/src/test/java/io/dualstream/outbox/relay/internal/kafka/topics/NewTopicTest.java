package io.dualstream.outbox.relay.internal.kafka.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.internal.kafka.AttemptBudget;
import io.dualstream.outbox.relay.internal.kafka.KafkaSink;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.kafka.TransactionSize;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The first events of a topic that the relay makes. */
@OutboxServers
class NewTopicTest {

    /** So many that a broker takes its time until it leads them all. */
    private static final int PARTITIONS = 100;

    private static final int EVENTS = 10_000;

    private final TestKafka kafka;

    NewTopicTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    /** A batch that is refused while the next one is taken would keep the partition waiting until it expires, after half a minute. */
    @Test
    void nothingIsSentBeforeEachPartitionHasItsLeader() throws Exception {
        List<EventRecord> events =
                LongStream.rangeClosed(1, EVENTS).mapToObj(NewTopicTest::event).toList();

        try (KafkaSink sink = open()) {
            sink.publisher().publish(events, new StateRecord("key", "1".getBytes(UTF_8)));
        }

        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), "new\\.topic")) {
            Map<Integer, List<Long>> byPartition = records.await(EVENTS, Duration.ofMinutes(3)).stream()
                    .collect(groupingBy(ConsumerRecord::partition, mapping(NewTopicTest::seq, toList())));
            assertThat(byPartition.values())
                    .allSatisfy(seqs -> assertThat(seqs).isSorted().doesNotHaveDuplicates());
        }
    }

    private KafkaSink open() throws InterruptedException {
        return KafkaSink.open(
                new KafkaSettings(
                        kafka.bootstrapServers(),
                        "relay-of-new-topics",
                        0,
                        "/test",
                        new KafkaSettings.Topics("new.", "new-topic-state", true, PARTITIONS, (short) 1),
                        Map.of()),
                false,
                new AttemptBudget(1),
                new TransactionSize(),
                new Stalls(Duration.ZERO, Instant::now));
    }

    private static long seq(ConsumerRecord<String, byte[]> record) {
        return Long.parseLong(new String(record.value(), UTF_8));
    }

    private static EventRecord event(long seq) {
        return new EventRecord(
                seq,
                new UUID(0, seq),
                "topic",
                "aggregate-" + seq % 1_000,
                "Counted",
                null,
                null,
                "application/json",
                Map.of(),
                Long.toString(seq).getBytes(UTF_8),
                "2026-01-01T00:00:00Z");
    }
}

package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OutboxServers
class FencingTest {

    private final KafkaSettings settings;

    FencingTest(TestKafka kafka) {
        String unique = "sink-" + UUID.randomUUID();
        this.settings = new KafkaSettings(
                kafka.bootstrapServers(),
                unique,
                0,
                "/test",
                new KafkaSettings.Topics(unique + ".", unique + "-state", true, 1, (short) 1),
                Map.of());
    }

    @Test
    void aWriterThatWasReplacedCanPublishNothingAndDisturbNobody() throws Exception {
        try (KafkaSink zombie = KafkaSink.open(
                settings, true, new AttemptBudget(1), new TransactionSize(), new Stalls(Duration.ZERO, Instant::now))) {
            zombie.publisher().publish(List.of(event("before")), state(1));
            try (KafkaSink successor = KafkaSink.open(
                    settings,
                    true,
                    new AttemptBudget(1),
                    new TransactionSize(),
                    new Stalls(Duration.ZERO, Instant::now))) {
                assertThat(successor.state()).containsEntry("cursor", new byte[] {1});

                assertThatThrownBy(() -> zombie.publisher().publish(List.of(event("too late")), state(2)))
                        .isInstanceOf(FencedException.class);

                successor.publisher().publish(List.of(event("after")), state(3));
            }
        }
        try (KafkaRecords records = KafkaRecords.committed(
                settings.bootstrapServers(), settings.topics().prefix() + "order")) {
            assertThat(records.awaitEnd(Duration.ofMinutes(3)))
                    .extracting(record -> KafkaRecords.header(record, "ce_type"))
                    .containsExactly("before", "after");
        }
    }

    private static StateRecord state(int value) {
        return new StateRecord("cursor", new byte[] {(byte) value});
    }

    private static EventRecord event(String type) {
        return new EventRecord(
                1,
                UUID.randomUUID(),
                "order",
                "1",
                type,
                null,
                null,
                null,
                Map.of(),
                "{}".getBytes(UTF_8),
                "2026-01-01T00:00:00Z");
    }
}

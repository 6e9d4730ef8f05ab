package io.dualstream.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.PayloadReader;
import io.dualstream.outbox.inbox.ReceivedEvent;
import io.dualstream.outbox.inbox.UnreadableEventException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaEnvelopeTest {

    private static final String ID = "0197f2c0-9a51-7c3e-a2f5-6b1f60c1d2aa";
    private static final PayloadReader JSON = PayloadReader.jackson();

    record Placed(String order, int items) {}

    @Test
    void readsWhatTheRelayWrites() {
        ConsumerRecord<byte[], byte[]> record = record("{\"order\": \"A-1\", \"items\": 3}".getBytes(UTF_8));

        ReceivedEvent<Placed> event = ReceivedEvent.of(KafkaEnvelope.of(record), Placed.class, JSON);

        assertThat(event.payload()).isEqualTo(new Placed("A-1", 3));
        assertThat(event.id()).isEqualTo(ID);
        assertThat(event.type()).isEqualTo("OrderPlaced");
        assertThat(event.source()).isEqualTo("/shop/outbox");
        assertThat(event.subject()).isEqualTo("A-1");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-03-02T09:15:04.123456Z"));
        assertThat(event.headers()).isEqualTo(Map.of("tenant", "blau-grün"));
        assertThat(event.envelope().key()).isEqualTo("A-1");
        assertThat(event.envelope().contentType()).isEqualTo("application/json");
        assertThat(event.envelope().inboxId()).isEqualTo(ID);
        assertThat(event.envelope()).hasToString("OrderPlaced " + ID + " (outbox.event.order-2@17)");
    }

    @Test
    void readsBytesTextAndTombstonesWithoutAReader() {
        byte[] data = {1, 0, -1};

        assertThat(ReceivedEvent.of(KafkaEnvelope.of(record(data)), byte[].class, JSON)
                        .payload())
                .isEqualTo(data);
        assertThat(ReceivedEvent.of(KafkaEnvelope.of(record("é".getBytes(UTF_8))), String.class, JSON)
                        .payload())
                .isEqualTo("é");
        ReceivedEvent<Placed> tombstone = ReceivedEvent.of(KafkaEnvelope.of(record(null)), Placed.class, JSON);
        assertThat(tombstone.payload()).isNull();
        assertThat(tombstone.isTombstone()).isTrue();
    }

    @Test
    void takesValuesAsAnyOfKafkasOwnDeserializersGivesThem() {
        for (Object value : List.of("{}", Bytes.wrap("{}".getBytes(UTF_8)), ByteBuffer.wrap("{}".getBytes(UTF_8)))) {
            var record = new ConsumerRecord<Object, Object>("outbox.event.order", 2, 17, "A-1", value);
            record(null).headers().forEach(record.headers()::add);

            assertThat(KafkaEnvelope.of(record).data()).isEqualTo("{}".getBytes(UTF_8));
        }
        var record = new ConsumerRecord<Object, Object>("outbox.event.order", 2, 17, "A-1", List.of());
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> KafkaEnvelope.of(record))
                .withMessageContaining("outbox.event.order-2@17")
                .withMessageContaining("value.deserializer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_source", "ce_type", "ce_specversion"})
    void saysWhatARecordLacksThatIsNoCloudEvent(String header) {
        ConsumerRecord<byte[], byte[]> record = record(null);
        record.headers().remove(header);

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> KafkaEnvelope.of(record))
                .withMessage("The record outbox.event.order-2@17 is no CloudEvent: it has no header " + header);
        assertThat(KafkaEnvelope.ofAnything(record).inboxId()).isEqualTo("outbox.event.order-2@17");
    }

    @Test
    void namesStructuredMode() {
        var record = new ConsumerRecord<byte[], byte[]>("t", 0, 0, null, "{}".getBytes(UTF_8));
        record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> KafkaEnvelope.of(record))
                .withMessageContaining("structured mode");
    }

    @Test
    void leavesOutHeadersThatAreNoText() {
        ConsumerRecord<byte[], byte[]> record = record(null);
        record.headers().add("binary", new byte[] {-1, 0}).add("zero", new byte[] {0});

        assertThat(KafkaEnvelope.of(record).headers()).containsOnlyKeys("tenant");
    }

    @Test
    void saysWhichPayloadIsNotWhatWasAskedForButNotWhatItSays() {
        Envelope envelope = KafkaEnvelope.of(record("{\"items\": \"secret\"}".getBytes(UTF_8)));

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> ReceivedEvent.of(envelope, Placed.class, JSON))
                .withMessage("The payload of OrderPlaced " + ID + " (outbox.event.order-2@17) cannot be read as "
                        + Placed.class.getName());
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        var record = new ConsumerRecord<>("outbox.event.order", 2, 17, "A-1".getBytes(UTF_8), value);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        ID,
                        "ce_source",
                        "/shop/outbox",
                        "ce_type",
                        "OrderPlaced",
                        "ce_time",
                        "2026-03-02T09:15:04.123456Z",
                        "ce_subject",
                        "A-1",
                        "content-type",
                        "application/json",
                        "tenant",
                        "blau-grün")
                .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        return record;
    }
}

package io.dualstream.outbox.relay.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionSizeTest {

    private final TransactionSize size = new TransactionSize();

    @Test
    void halvesWhatTimedOutDownToALimit() {
        int first = size.bytes();
        size.failed(first, new KafkaException("expired", new TimeoutException("30 s")));
        assertThat(size.bytes()).isEqualTo(first / 2);

        size.failed(1 << 20, new TimeoutException("15 s"));
        assertThat(size.bytes()).isEqualTo(1 << 19);

        for (int i = 0; i < 30; i++) {
            size.failed(size.bytes(), new TimeoutException("15 s"));
        }
        assertThat(size.bytes()).isEqualTo(32 << 10);
    }

    @Test
    void aFewBytesDidNotFailForTheirSize() {
        int first = size.bytes();
        size.failed(300, new TimeoutException("15 s"));
        assertThat(size.bytes()).isEqualTo(first);
    }

    @Test
    void growsWhileKafkaIsQuick() {
        int first = size.bytes();
        size.failed(first, new TimeoutException("15 s"));
        size.taken(size.bytes(), Duration.ofSeconds(10));
        size.taken(1, Duration.ZERO); // says nothing about more
        assertThat(size.bytes()).isEqualTo(first / 2);

        size.taken(size.bytes(), Duration.ofSeconds(1));
        size.taken(size.bytes(), Duration.ofSeconds(1));
        assertThat(size.bytes()).isEqualTo(first);
    }

    @Test
    void anotherErrorSaysNothingOfTheSize() {
        int first = size.bytes();
        size.failed(first, new KafkaException("fenced"));
        assertThat(size.bytes()).isEqualTo(first);
    }

    @Test
    void headersCountAsDataDo() {
        assertThat(TransactionSize.bytesOf(List.of(event(Map.of(), new byte[5_000]))))
                .isEqualTo(TransactionSize.bytesOf(List.of(event(Map.of("n", "x".repeat(4_999)), null))))
                .isBetween(5_000L, 6_000L);
    }

    private static EventRecord event(Map<String, String> headers, byte @Nullable [] data) {
        return new EventRecord(1, new UUID(1, 2), "order", "A", "E", null, null, null, headers, data, "");
    }
}

package io.dualstream.outbox.relay.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTimeTest {

    @Test
    void writesMicrosecondsInUtc() {
        assertThat(EventTime.format(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(EventTime.format(1_795_334_400_123_456L)).isEqualTo("2026-11-22T08:00:00.123456Z");
        assertThat(EventTime.format(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
    }

    @Test
    void isTheInstantThatWasWritten() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 100_000; i++) {
            long micros = random.nextLong(946_684_800_000_000L, 32_503_680_000_000_000L);
            assertThat(Instant.parse(EventTime.format(micros)))
                    .isEqualTo(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        }
    }
}

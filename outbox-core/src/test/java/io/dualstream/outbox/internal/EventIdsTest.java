package io.dualstream.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void isAVersion7UuidOfTheCurrentMillisecond() {
        UUID id = new EventIds(Clock.fixed(NOON, ZoneOffset.UTC)).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void growsWithinAMillisecondAndBeyondItsCountAndWhenTheClockStepsBack() {
        var clock = new SettableClock(NOON);
        var ids = new EventIds(clock);

        var made = new ArrayList<>(Stream.generate(ids::next).limit(10_000).toList());
        clock.set(NOON.minusSeconds(60));
        made.addAll(Stream.generate(ids::next).limit(10).toList());

        assertThat(made).extracting(UUID::toString).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void growsForEveryThread() throws InterruptedException {
        var ids = new EventIds(Clock.systemUTC());
        var made = new ConcurrentLinkedQueue<String>();
        Runnable work = () -> {
            var own =
                    Stream.generate(ids::next).limit(2_000).map(UUID::toString).toList();
            assertThat(own).isSorted();
            made.addAll(own);
        };
        var threads = Stream.generate(() -> new Thread(work)).limit(4).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(made).hasSize(8_000).doesNotHaveDuplicates();
    }

    private static final class SettableClock extends Clock {

        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        void set(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

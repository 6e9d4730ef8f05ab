package io.dualstream.outbox.relay.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class IsolationTest {

    @Test
    void findsExactlyTheCulpritsOfRandomBatches() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<EventRecord> events = events(1 + random.nextInt(300));
            Set<Long> bad = random.ints(random.nextInt(5), 0, events.size())
                    .mapToObj(Long::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<Refusal> found = Isolation.among(
                    events,
                    some -> some.stream().anyMatch(event -> bad.contains(event.seq()))
                            ? new RecordTooLargeException("too large")
                            : null);
            assertThat(found).as("seed %d", seed).allMatch(refusal -> !refusal.wholeTopic());
            assertThat(found.stream().map(refusal -> refusal.event().seq()))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(bad);
        }
    }

    @Test
    void asksAboutATopicThatTakesNothingOnlyOnce() throws Exception {
        AtomicInteger trials = new AtomicInteger();
        List<Refusal> found = Isolation.among(events(1000), some -> {
            trials.incrementAndGet();
            return new TopicAuthorizationException(Set.of("t"));
        });
        assertThat(found).hasSize(1000).allMatch(Refusal::wholeTopic);
        assertThat(trials).hasValueLessThan(15);
    }

    private static List<EventRecord> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> new EventRecord(
                        n,
                        new UUID(0, n),
                        "order",
                        "A-1",
                        "E",
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        "2026-11-22T08:00:00Z"))
                .toList();
    }
}

package io.dualstream.outbox.relay.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PublishedEventsTest {

    private final UUID id = new UUID(1, 2);
    private final PublishedEvents published = new PublishedEvents();

    @Test
    void anEventIsItsIdAndItsAggregate() {
        published.candidate(id, "order", "a");
        published.candidate(id, "order", "b");
        published.candidate(id, "invoice", "a");
        published.add(id, "order", "a");
        published.add(id, "order", "a");

        assertThat(published.hold(event("order", "a"))).isTrue();
        assertThat(published.hold(event("order", "b"))).isFalse();
        assertThat(published.hold(event("invoice", "a"))).isFalse();
        assertThat(published.hold(id)).isTrue();
        assertThat(published.size()).isEqualTo(1);
    }

    /** The names run together to the same text. */
    @Test
    void whereATypeEndsBelongsToTheAggregate() {
        published.candidate(id, "orders", "1");
        published.add(id, "order", "s1");

        assertThat(published.hold(event("orders", "1"))).isFalse();
        assertThat(published.otherOf(event("orders", "1"))).isEqualTo("order s1");
    }

    @Test
    void whatIsNoCandidateIsNotKept() {
        published.candidate(id, "order", "a");
        published.add(new UUID(1, 3), "order", "a");

        assertThat(published.hold(new UUID(1, 3))).isFalse();
        assertThat(published.size()).isZero();
    }

    @Test
    void findsAnIdOfAnyAggregate() {
        published.candidate(id);
        assertThat(published.hold(id)).isFalse();

        published.add(id, "order", "a");
        assertThat(published.hold(id)).isTrue();
    }

    @Test
    void namesTheOtherOfTwoEventsWithOneId() {
        published.candidate(id, "order", "a");
        published.candidate(id, "invoice", "b");
        published.add(id, "order", "a");

        assertThat(published.otherOf(event("order", "a"))).isNull();
        assertThat(published.otherOf(event("invoice", "b"))).isEqualTo("order a");

        published.add(id, "invoice", "b");
        assertThat(published.otherOf(event("invoice", "b"))).isNull();
        assertThat(published.hold(event("order", "a"))).isTrue();
    }

    @Test
    void keepsAMillionCandidatesApart() {
        int count = 1_000_000;
        for (int i = 0; i < count; i++) {
            published.candidate(new UUID(i / 3, 0), "order", "A-" + i % 3);
        }
        for (int i = 0; i < 2 * count; i += 2) {
            published.add(new UUID(i / 3, 0), "order", "A-" + i % 3);
        }

        assertThat(published.candidates()).isEqualTo(count);
        assertThat(published.size()).isEqualTo(count / 2);
        for (int i = 0; i < count; i++) {
            if (published.hold(new UUID(i / 3, 0), "order", "A-" + i % 3) != (i % 2 == 0)) {
                throw new AssertionError("candidate " + i);
            }
        }
    }

    @Test
    void candidatesComeFirst() {
        published.candidate(id, "order", "a");
        published.add(id, "order", "a");

        assertThatThrownBy(() -> published.candidate(new UUID(3, 4))).isInstanceOf(IllegalStateException.class);
    }

    private EventRecord event(String aggregateType, String aggregateId) {
        return new EventRecord(1, id, aggregateType, aggregateId, "E", null, null, null, Map.of(), null, "");
    }
}

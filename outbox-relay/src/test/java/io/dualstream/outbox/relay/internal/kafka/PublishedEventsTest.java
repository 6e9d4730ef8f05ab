package io.dualstream.outbox.relay.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PublishedEventsTest {

    private final UUID id = new UUID(1, 2);
    private final PublishedEvents published = new PublishedEvents();

    @Test
    void anEventIsItsIdAndItsAggregate() {
        published.add(id, "order", "a");
        published.add(id, "order", "a");

        assertThat(published.hold(event("order", "a"))).isTrue();
        assertThat(published.hold(event("order", "b"))).isFalse();
        assertThat(published.hold(event("invoice", "a"))).isFalse();
        assertThat(published.size()).isEqualTo(1);
    }

    @Test
    void namesTheOtherOfTwoEventsWithOneId() {
        published.add(id, "order", "a");

        assertThat(published.otherOf(event("order", "a"))).isNull();
        assertThat(published.otherOf(event("invoice", "b"))).isEqualTo("order a");

        published.add(id, "invoice", "b");
        assertThat(published.otherOf(event("invoice", "b"))).isNull();
        assertThat(published.hold(event("order", "a"))).isTrue();
    }

    private EventRecord event(String aggregateType, String aggregateId) {
        return new EventRecord(1, id, aggregateType, aggregateId, "E", null, null, null, Map.of(), null, "");
    }
}

package io.dualstream.outbox.testkit.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import org.springframework.transaction.annotation.Transactional;

@SpringBootTest(classes = Shop.class, properties = Shop.WITHOUT_POOL)
@OutboxTest
class OutboxTestTest {

    @Autowired
    private Shop.Orders orders;

    @RepeatedTest(2)
    void seesWhatThisTestRecordedAndNothingElse(RecordedEvents events) {
        orders.place("1");
        orders.cancel("1");

        assertThat(events).extracting(RecordedEvent::eventType).containsExactly("OrderPlaced", "OrderCancelled");
    }

    @Test
    void seesNothingOfWhatWasRolledBack(RecordedEvents events) {
        assertThatThrownBy(() -> orders.placeAndFail("2")).hasMessage("out of stock");

        assertThat(events).isEmpty();
    }

    @Test
    void aRecordedEventSaysEverything(RecordedEvents events) {
        UUID id = orders.place("3");

        RecordedEvent event = events.single();

        assertThat(event.id()).isEqualTo(id);
        assertThat(event.aggregateType()).isEqualTo("order");
        assertThat(event.aggregateId()).isEqualTo("3");
        assertThat(event.key()).isEqualTo("3");
        assertThat(event.headers()).isEqualTo(Map.of("tenant", "7"));
        assertThat(event.payload()).isEqualTo("{\"item\": \"kite\"}");
        assertThat(event.payloadAs(Item.class)).isEqualTo(new Item("kite"));
        assertThat(event).hasToString("OrderPlaced of order 3 {\"item\": \"kite\"}");
    }

    record Item(String item) {}

    @Test
    void looksAtOneAggregateOrOneType(RecordedEvents events) {
        orders.place("4");
        orders.place("5");
        orders.cancel("5");

        assertThat(events.of("order", 5)).hasSize(2);
        assertThat(events.of("order").ofType("OrderPlaced")).hasSize(2);
        assertThat(events.of("basket")).isEmpty();
        assertThat(events.of("order", "5").ofType("OrderCancelled").single().payload())
                .isNull();
    }

    @Test
    void saysWhatWasRecordedInsteadOfWhatWasExpected(RecordedEvents events) {
        assertThatThrownBy(events::single)
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected one event, but there is none. Nothing was recorded since the test began.");

        orders.place("6");
        orders.cancel("6");

        assertThatThrownBy(() -> events.of("order", 7).ofType("OrderPlaced").single())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        expected one event of order 7 OrderPlaced, but there is none. Recorded since the test began:
                          OrderPlaced of order 6 {"item": "kite"}
                          OrderCancelled of order 6 (tombstone)""");
        assertThatThrownBy(events::single).hasMessageStartingWith("expected one event, but there are 2. Recorded");
        assertThatThrownBy(() -> events.ofType("OrderCancelled").single().payloadAs(Item.class))
                .isInstanceOf(AssertionError.class)
                .hasMessage("there is no JSON payload in OrderCancelled of order 6 (tombstone)");
    }

    @Test
    @Transactional
    void seesWhatTheTestsOwnOpenTransactionRecorded(@Autowired RecordedEvents events) {
        orders.place("8");

        assertThat(events.single().aggregateId()).isEqualTo("8");
    }

    @Test
    void theRelayIsOff(@Autowired Environment environment) {
        assertThat(environment.getProperty("outbox.relay.enabled", Boolean.class))
                .isFalse();
    }

    @Nested
    class AfterSomethingInBeforeEach {

        @BeforeEach
        void place() {
            orders.place("9");
        }

        @Test
        void thatCounts(RecordedEvents events) {
            assertThat(events).hasSize(1);
        }
    }
}

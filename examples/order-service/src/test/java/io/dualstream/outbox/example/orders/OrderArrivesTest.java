package io.dualstream.outbox.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.spring.Arrivals;
import io.dualstream.outbox.testkit.spring.ArrivedEvent;
import io.dualstream.outbox.testkit.spring.OutboxEndToEndTest;
import io.dualstream.outbox.testkit.spring.RecordedEvents;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * Tests the whole way through the service's own relay on real servers, whose addresses differ from those in
 * application.yaml.
 */
@OutboxEndToEndTest
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class OrderArrivesTest {

    @Autowired
    private OrderService orders;

    @Test
    void whatWasPlacedArrivesInKafkaAndInRedis(Arrivals arrivals, RecordedEvents events) {
        Order order = orders.place(new NewOrder("Ada", "kite", new BigDecimal("12.50")));

        ArrivedEvent inKafka = arrivals.inKafka("order", order.id());
        assertThat(inKafka.id()).isEqualTo(events.single().id());
        assertThat(inKafka.eventType()).isEqualTo("OrderPlaced");
        assertThat(inKafka.key()).isEqualTo(order.id().toString());
        assertThat(inKafka.payload()).contains("\"item\":\"kite\"");
        assertThat(arrivals.inRedis("order", order.id()).id()).isEqualTo(inKafka.id());
    }

    @Test
    void whatDoesNotArriveIsMissedInWords(Arrivals arrivals) {
        Order order = orders.place(new NewOrder("Ada", "kite", new BigDecimal("12.50")));
        arrivals.inKafka("order", order.id());
        arrivals.inRedis("order", order.id());
        Arrivals impatient = arrivals.within(Duration.ofMillis(300));
        UUID nobody = UUID.randomUUID();

        assertThatThrownBy(() -> impatient.inKafka("order", nobody))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "events of order " + nobody + " in the Kafka topic outbox.event.order after PT0.3S")
                .hasMessageContaining("OrderPlaced of " + order.id());
        assertThatThrownBy(() -> impatient.inRedis("order", order.id(), 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "fewer than 2 events of order " + order.id() + " in the Redis stream outbox:stream:order");
    }
}

package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.spring.Arrivals;
import io.dualstream.outbox.testkit.spring.OutboxEndToEndTest;
import io.dualstream.outbox.testkit.spring.RecordedEvents;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** The testkit's end-to-end tests where the host has Kafka and Redis clients of its own, in two contexts side by side. */
class ArrivalsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {}

    @Nested
    @OutboxEndToEndTest
    @SpringBootTest(classes = Shop.class, properties = "outbox.schema=first")
    class InOneContext extends Story {}

    @Nested
    @OutboxEndToEndTest
    @SpringBootTest(
            classes = Shop.class,
            properties = {"outbox.schema=second", "outbox.relay.name=mine"})
    class InAnother extends Story {

        @Test
        void whatTheTestSaysWins(@Autowired RelaySettings settings) {
            assertThat(settings.name()).isEqualTo("mine");
            assertThat(settings.postgres().schema()).isEqualTo("second");
        }
    }

    abstract static class Story {

        @Test
        void anEventArrivesThroughTheContextsOwnRelay(
                @Autowired Outbox outbox,
                @Autowired TransactionTemplate transaction,
                @Autowired RelaySettings settings,
                Arrivals arrivals,
                RecordedEvents events) {
            transaction.executeWithoutResult(status -> outbox.publish(OutboxEvent.of(
                    "arrival",
                    "1",
                    "Arrived",
                    Map.of("schema", settings.postgres().schema()))));

            String payload = "{\"schema\":\"" + settings.postgres().schema() + "\"}";
            assertThat(events.single().payload()).isEqualTo(payload);
            assertThat(arrivals.inKafka("arrival", 1).payload()).isEqualTo(payload);
            assertThat(arrivals.inRedis("arrival", 1).id())
                    .isEqualTo(events.single().id());
            assertThat(settings.kafka().bootstrapServers())
                    .isEqualTo(SharedServers.kafka().bootstrapServers());
        }
    }
}

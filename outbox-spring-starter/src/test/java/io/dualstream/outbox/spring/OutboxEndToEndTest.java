package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

/** A whole application with the starter and nothing but business code, on real servers. */
class OutboxEndToEndTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableOutboxServers
    static class Shop {

        @Bean
        SimpleTracer tracer() {
            return new SimpleTracer();
        }

        @Bean
        Orders orders(Outbox outbox) {
            return new Orders(outbox);
        }
    }

    static class Orders {

        private final Outbox outbox;

        Orders(Outbox outbox) {
            this.outbox = outbox;
        }

        @Transactional
        public UUID place(String order) {
            return outbox.publish(OutboxEvent.of("basket", order, "Placed", new Placed(order, 3)));
        }

        @Transactional
        public void wrap(String order) {
            outbox.publish(OutboxEvent.of("wrap", order, "Wrapped", "{}"));
        }

        @Transactional
        public void placeAndFail(String order) {
            place(order);
            throw new IllegalStateException("out of stock");
        }
    }

    record Placed(String order, int items) {}

    @Test
    void whatATransactionalMethodPublishesArrivesInKafkaAndRedis() {
        try (ConfigurableApplicationContext shop = start();
                KafkaRecords records =
                        KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), "outbox.event.basket")) {
            Orders orders = shop.getBean(Orders.class);

            assertThat(catchFailureOf(() -> orders.placeAndFail("order-1"))).isEqualTo("out of stock");
            UUID id = orders.place("order-2");

            assertThat(records.await(1, PATIENCE)).singleElement().satisfies(event -> {
                assertThat(event.key()).isEqualTo("order-2");
                assertThat(KafkaRecords.text(event)).isEqualTo("{\"order\":\"order-2\",\"items\":3}");
                assertThat(KafkaRecords.header(event, "ce_id")).isEqualTo(id.toString());
            });
            assertThat(RedisStreamReader.of(SharedServers.redis().url(), "outbox:stream:basket")
                            .await(1, PATIENCE))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.fields().get("event")).contains(id.toString()));
        }
    }

    @Test
    @SuppressWarnings("try")
    void theTraceGoesOnInTheRecordAndInTheNotification() {
        try (ConfigurableApplicationContext shop = start();
                KafkaRecords records =
                        KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), "outbox.event.wrap")) {
            SimpleTracer tracer = shop.getBean(SimpleTracer.class);
            SimpleSpan span = tracer.nextSpan().start();
            try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
                shop.getBean(Orders.class).wrap("order-3");
            }

            String id = span.context().traceId();
            String trace = "0".repeat(32 - id.length()) + id;
            assertThat(records.await(1, PATIENCE))
                    .singleElement()
                    .satisfies(event -> assertThat(KafkaRecords.header(event, "traceparent"))
                            .matches("00-" + trace + "-[0-9a-f]{16}-0[01]"));
            assertThat(RedisStreamReader.of(SharedServers.redis().url(), "outbox:stream:wrap")
                            .await(1, PATIENCE))
                    .singleElement()
                    .satisfies(
                            entry -> assertThat(entry.fields().get("event")).contains("\"traceparent\":\"00-" + trace));
        }
    }

    @Test
    void theRelayStopsAndStartsWithTheApplication() {
        try (ConfigurableApplicationContext shop = start()) {
            InProcessRelay relay = shop.getBean(InProcessRelay.class);

            shop.stop();
            assertThat(relay.isRunning()).isFalse();
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.STOPPED);

            shop.start();
            assertThat(relay.isRunning()).isTrue();
            assertThat(relay.status().durable().state()).isNotEqualTo(RelayStatus.State.STOPPED);
        }
    }

    private static ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(Shop.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String name = "shop_" + Long.toString(System.nanoTime(), 36);
        return application.run(
                "--spring.main.banner-mode=off",
                "--outbox.relay.enabled=true",
                "--outbox.relay.name=" + name,
                "--outbox.relay.postgres.slot=" + name);
    }

    private static String catchFailureOf(Runnable call) {
        try {
            call.run();
            return "";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

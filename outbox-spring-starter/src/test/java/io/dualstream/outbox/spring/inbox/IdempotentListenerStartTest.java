package io.dualstream.outbox.spring.inbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;

/** Listeners with which an application must not start. */
class IdempotentListenerStartTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableOutboxServers
    static class Careless {

        @KafkaListener(topics = "inbox.typed", groupId = "careless")
        @IdempotentListener
        public void on(Envelope event) {}
    }

    @Test
    void aListenerWithoutAnInboxDoesNotStart() {
        assertThatThrownBy(() -> run(Careless.class))
                .hasMessageContaining("has @IdempotentListener, but there is no inbox: set outbox.inbox.enabled=true");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableOutboxServers
    static class Twins {

        @KafkaListener(topics = "inbox.typed", groupId = "one")
        @IdempotentListener(consumer = "twin")
        public void one(Envelope event) {}

        @KafkaListener(topics = "inbox.typed", groupId = "two")
        @IdempotentListener(consumer = "twin")
        public void two(Envelope event) {}
    }

    @Test
    void twoListenersMayNotShareAName() {
        assertThatThrownBy(() -> run(Twins.class, "--outbox.inbox.enabled=true"))
                .hasMessageContaining("two handlers for consumer twin");
    }

    private static void run(Class<?> configuration, String... arguments) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(Map.of("outbox.migrate", "false"));
        application.run(arguments).close();
    }
}

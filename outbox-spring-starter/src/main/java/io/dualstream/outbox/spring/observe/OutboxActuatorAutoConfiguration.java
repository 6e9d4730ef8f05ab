package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.spring.internal.ConfiguredOutboxes;
import io.dualstream.outbox.spring.internal.RelayDetails;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Auto-configuration of the actuator endpoint {@code outbox} and of the outbox's health, if the host has Spring Boot's actuator. */
@AutoConfiguration(
        afterName = {
            "io.dualstream.outbox.spring.OutboxAutoConfiguration",
            "io.dualstream.outbox.spring.OutboxRelayAutoConfiguration",
        })
@ConditionalOnBean(Outbox.class)
final class OutboxActuatorAutoConfiguration {

    @Bean
    OutboxPlaces outboxPlaces(BeanFactory beans, ConfiguredOutboxes outboxes, Environment environment) {
        return new OutboxPlaces(beans, outboxes, environment.getProperty("outbox.relay.postgres.slot", "outbox_relay"));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class OfEndpoint {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        OutboxEndpoint outboxEndpoint(OutboxPlaces places, ObjectProvider<RelayDetails> relay) {
            return new OutboxEndpoint(places, relay.getIfAvailable());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class OfHealth {

        @Bean
        @ConditionalOnMissingBean(name = "outboxHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("outbox")
        HealthIndicator outboxHealthIndicator(OutboxPlaces places, ConfiguredOutboxes outboxes) {
            return new OutboxHealthIndicator(places, outboxes.maxAge());
        }
    }
}

package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.Inbox;
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

/** Auto-configuration of the actuator endpoint {@code inbox} and of the inbox's health, if the host has Spring Boot's actuator. */
@AutoConfiguration(afterName = "io.dualstream.outbox.spring.inbox.InboxAutoConfiguration")
@ConditionalOnBean(Inbox.class)
final class InboxActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class OfEndpoint {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        InboxEndpoint inboxEndpoint(Inbox inbox) {
            return new InboxEndpoint(inbox);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class OfHealth {

        @Bean
        @ConditionalOnMissingBean(name = "inboxHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("inbox")
        HealthIndicator inboxHealthIndicator(Inbox inbox) {
            return new InboxHealthIndicator(inbox);
        }
    }
}

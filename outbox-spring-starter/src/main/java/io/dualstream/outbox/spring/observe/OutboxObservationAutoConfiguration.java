package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.spring.OutboxFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Auto-configuration of observation and metrics of publishing, if the host has Micrometer. */
@AutoConfiguration(
        beforeName = "io.dualstream.outbox.spring.OutboxAutoConfiguration",
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
        })
final class OutboxObservationAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    @ConditionalOnBean(ObservationRegistry.class)
    static class Observing {

        @Bean
        @Order(0)
        @ConditionalOnMissingBean(name = "outboxObservation")
        OutboxFactory.Decorator outboxObservation(
                ObservationRegistry registry, ObjectProvider<OutboxObservation.Convention> convention) {
            return outbox -> new ObservedOutbox(outbox, registry, convention.getIfAvailable());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class Counting {

        @Bean
        @Order(1)
        @ConditionalOnMissingBean(name = "outboxCount")
        OutboxFactory.Decorator outboxCount(MeterRegistry registry) {
            return outbox -> new CountedOutbox(outbox, registry);
        }
    }
}

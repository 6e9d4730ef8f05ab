package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.InboxListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the inbox's metrics, if the host has Micrometer. */
@AutoConfiguration(
        beforeName = "io.dualstream.outbox.spring.inbox.InboxAutoConfiguration",
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBooleanProperty(name = "outbox.inbox.enabled")
@ConditionalOnClass(MeterRegistry.class)
final class InboxMetricsAutoConfiguration {

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean(name = "inboxMetrics")
    InboxListener inboxMetrics(MeterRegistry registry) {
        return new InboxMetrics(registry);
    }
}

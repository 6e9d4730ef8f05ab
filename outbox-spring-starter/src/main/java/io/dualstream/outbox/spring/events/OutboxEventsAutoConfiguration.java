package io.dualstream.outbox.spring.events;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of domain events. Does not depend on an outbox: if there is none, publishing an annotated event fails
 * instead of losing the event silently.
 */
@AutoConfiguration
final class OutboxEventsAutoConfiguration {

    @Bean
    static OutboxedListener outboxedListener(BeanFactory beans) {
        return new OutboxedListener(new OutboxChoice(beans));
    }

    /** Makes a wrong annotation fail the start. */
    @Bean
    static SmartInitializingSingleton outboxedCheck(OutboxedListener listener, ApplicationContext context) {
        return () -> {
            if (!AotDetector.useGeneratedArtifacts()) {
                OutboxedClasses.of(context.getAutowireCapableBeanFactory(), context.getEnvironment(), context)
                        .forEach(listener::mapping);
            }
        };
    }
}

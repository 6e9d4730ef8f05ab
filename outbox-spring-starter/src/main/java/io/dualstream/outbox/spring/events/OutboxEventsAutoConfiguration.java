package io.dualstream.outbox.spring.events;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Domain events. Not bound to there being an outbox: an annotated event that finds none is an error when it is published, never a
 * silence.
 */
@AutoConfiguration
final class OutboxEventsAutoConfiguration {

    @Bean
    static OutboxedListener outboxedListener(BeanFactory beans) {
        return new OutboxedListener(new OutboxChoice(beans));
    }

    /** A wrong annotation fails the start. */
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

package io.dualstream.outbox.spring.modulith;

import io.dualstream.outbox.Outbox;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.ExternalizationMode;

/**
 * Auto-configuration of Spring Modulith's externalisation into the outbox, with Modulith's setting
 * {@code spring.modulith.events.externalization.mode=outbox}.
 */
@AutoConfiguration(
        afterName = {
            "io.dualstream.outbox.spring.OutboxAutoConfiguration",
            "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
        })
@ConditionalOnClass({EventExternalizationConfiguration.class, ExternalizationMode.class})
@ConditionalOnBean(EventExternalizationConfiguration.class)
@ConditionalOnProperty(name = ExternalizationMode.PROPERTY, havingValue = "outbox")
@ConditionalOnBooleanProperty(name = "spring.modulith.events.externalization.enabled", matchIfMissing = true)
final class OutboxModulithAutoConfiguration {

    @Bean
    static ExternalizedListener outboxExternalizedListener(
            EventExternalizationConfiguration externalization, Outbox outbox, BeanFactory beans) {
        return new ExternalizedListener(externalization, outbox, beans);
    }
}

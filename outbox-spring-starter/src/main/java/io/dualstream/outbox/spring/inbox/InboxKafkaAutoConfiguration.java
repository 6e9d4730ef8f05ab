package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.PayloadReader;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Auto-configuration of {@code @KafkaListener} methods that take events, and of methods that handle each event once. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(KafkaListener.class)
final class InboxKafkaAutoConfiguration {

    /** Static, with only the bean factory as parameter, because Spring creates this bean before all others. */
    @Bean
    static IdempotentListeners outboxIdempotentListeners(ConfigurableListableBeanFactory beans) {
        return new IdempotentListeners(beans);
    }

    /** Uses the host's own {@link JsonMapper}, if there is one. */
    @Bean
    @ConditionalOnMissingBean
    PayloadReader outboxPayloadReader(ObjectProvider<JsonMapper> mapper) {
        JsonMapper ofHost = mapper.getIfUnique();
        return ofHost == null
                ? PayloadReader.jackson()
                : (event, type) -> ofHost.readValue(Objects.requireNonNull(event.data()), ofHost.constructType(type));
    }

    @Bean
    @ConditionalOnMissingBean(RecordMessageConverter.class)
    RecordMessageConverter outboxReceivedEventConverter(PayloadReader reader) {
        return new ReceivedEventConverter(reader);
    }
}

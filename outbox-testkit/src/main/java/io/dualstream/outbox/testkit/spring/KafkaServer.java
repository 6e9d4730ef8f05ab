package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestKafka;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(KafkaConnectionDetails.class)
@ConditionalOnMissingBean(
        value = KafkaConnectionDetails.class,
        ignoredType = "org.springframework.boot.kafka.autoconfigure.PropertiesKafkaConnectionDetails")
class KafkaServer {

    /** Not closed with the context, because the broker belongs to the JVM. */
    @Bean(destroyMethod = "")
    TestKafka outboxTestKafka() {
        return SharedServers.kafka();
    }

    /** Primary, so that it precedes the connection details from properties, which a test's context runner may register first. */
    @Bean
    @Primary
    KafkaConnectionDetails outboxTestKafkaConnectionDetails(TestKafka kafka) {
        return () -> List.of(kafka.bootstrapServers());
    }
}

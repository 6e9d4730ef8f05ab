package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestKafka;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(KafkaConnectionDetails.class)
class KafkaServer {

    /** Not closed with the context: the broker is the JVM's. */
    @Bean(destroyMethod = "")
    TestKafka outboxTestKafka() {
        return SharedServers.kafka();
    }

    @Bean
    KafkaConnectionDetails outboxTestKafkaConnectionDetails(TestKafka kafka) {
        return () -> List.of(kafka.bootstrapServers());
    }
}

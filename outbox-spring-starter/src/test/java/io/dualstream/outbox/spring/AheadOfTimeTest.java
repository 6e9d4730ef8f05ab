package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.test.tools.SourceFile;
import org.springframework.core.test.tools.TestCompiler;

/** What is generated at build time reaches classes that a host cannot: it stands in their own packages. */
class AheadOfTimeTest {

    @Test
    void theWiringCompilesThatIsGeneratedAtBuildTime() {
        TestGenerationContext generation = new TestGenerationContext();
        try (var context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(
                            "spring.datasource.url=jdbc:postgresql://localhost/shop",
                            "outbox.relay.enabled=true",
                            "outbox.inbox.enabled=true",
                            "outbox.live.enabled=true")
                    .applyTo(context);
            context.register(
                    DataSourceAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    KafkaAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    OutboxAutoConfiguration.class,
                    OutboxRelayAutoConfiguration.class,
                    Wired.EVENTS,
                    Wired.INBOX,
                    Wired.named("inbox.InboxKafkaAutoConfiguration"),
                    Wired.named("live.OutboxLiveAutoConfiguration"),
                    Wired.named("observe.OutboxActuatorAutoConfiguration"),
                    Wired.named("observe.InboxActuatorAutoConfiguration"));
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
        generation.writeGeneratedContent();

        TestCompiler.forSystem()
                .with(generation)
                .compile(
                        compiled -> assertThat(compiled.getSourceFiles())
                                .extracting(SourceFile::getClassName)
                                .contains(
                                        "io.dualstream.outbox.spring.OutboxRelayAutoConfiguration__BeanDefinitions",
                                        "io.dualstream.outbox.spring.OutboxProperties__BeanDefinitions",
                                        "io.dualstream.outbox.spring.observe.OutboxActuatorAutoConfiguration__BeanDefinitions"));
    }
}

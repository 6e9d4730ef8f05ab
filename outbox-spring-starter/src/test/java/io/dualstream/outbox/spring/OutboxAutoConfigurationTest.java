package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.HeaderSource;
import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One test for each promise of the wiring, on a real database. */
class OutboxAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    OutboxAutoConfiguration.class,
                    OutboxRelayAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class))
            .withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
            .withUserConfiguration(Servers.class);

    @Configuration(proxyBeanMethods = false)
    @EnableOutboxServers
    static class Servers {}

    @Test
    void publishesInTheTransactionOfTheHost() {
        application.run(context -> {
            Outbox outbox = context.getBean(Outbox.class);

            UUID id = publish(context, OutboxEvent.of("order", "1", "Placed", "{}"));

            assertThat(row(context, "outbox")).containsEntry("id", id);
            assertThatThrownBy(() -> outbox.publish(OutboxEvent.of("order", "2", "Placed", "{}")))
                    .isInstanceOf(NoTransactionException.class);
        });
    }

    @Test
    void migratesTheSchemaThatIsConfigured() {
        application.withPropertyValues("outbox.schema=messages").run(context -> {
            publish(context, OutboxEvent.of("order", "1", "Placed", "{}"));

            assertThat(row(context, "messages")).containsEntry("aggregate_id", "1");
        });
    }

    @Test
    void leavesTheSchemaAloneWhenToldTo() {
        application.withPropertyValues("outbox.migrate=false").run(context -> {
            assertThat(context).hasSingleBean(Outbox.class).doesNotHaveBean(OutboxMigration.class);
            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForObject("select to_regclass('outbox.event') is null", Boolean.class))
                    .isTrue();
        });
    }

    @Test
    void migratesBeforeAnyBeanUsesTheDatabase() {
        application
                .withUserConfiguration(EagerPublisher.class)
                .run(context -> assertThat(row(context, "outbox")).containsEntry("aggregate_id", "eager"));
    }

    @Configuration(proxyBeanMethods = false)
    static class EagerPublisher {

        @Bean
        InitializingBean anEagerBean(JdbcTemplate jdbc) {
            return () -> jdbc.update("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " values ('order', 'eager', 'Placed', '{}')");
        }
    }

    @Test
    void stepsBackForAnOutboxOfTheHost() {
        Outbox mine = new RecordingOutbox();
        application
                .withBean(Outbox.class, () -> mine)
                .run(context -> assertThat(context.getBean(Outbox.class)).isSameAs(mine));
    }

    @Test
    void doesNothingWithoutADataSource() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class));
    }

    @Test
    void doesNothingWhereItCannotTellWhichDataSource() {
        application
                .withBean("one", DataSource.class, SimpleDriverDataSource::new)
                .withBean("other", DataSource.class, SimpleDriverDataSource::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class));
    }

    @Test
    void writesPayloadsWithTheJsonMapperOfTheHost() {
        application
                .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
                .withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
                .run(context -> {
                    publish(context, OutboxEvent.of("order", "1", "Placed", new Placed(3)));

                    assertThat(text(context, "payload")).isEqualTo("{\"total_items\":3}");
                });
    }

    record Placed(int totalItems) {}

    @Test
    @SuppressWarnings("try")
    void carriesTheTraceOfTheHost() {
        application.withBean(SimpleTracer.class).run(context -> {
            SimpleTracer tracer = context.getBean(SimpleTracer.class);
            var span = tracer.nextSpan().start();
            try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
                publish(context, OutboxEvent.of("order", "1", "Placed", "{}"));
            }
            assertThat(text(context, "headers"))
                    .contains(
                            "\"traceparent\"",
                            span.context().traceId(),
                            span.context().spanId());
        });
    }

    @Test
    @SuppressWarnings("try")
    void carriesHeadersOfTheLoggingContextAndOfTheHost() {
        application
                .withBean(HeaderSource.class, () -> () -> Map.of("tenant", "blue"))
                .run(context -> {
                    try (var scope = MDC.putCloseable(HeaderSource.CORRELATION_ID, "request-7")) {
                        publish(context, OutboxEvent.of("order", "1", "Placed", "{}"));
                    }
                    assertThat(text(context, "headers")).contains("\"tenant\": \"blue\"", "\"request-7\"");
                });
    }

    @Test
    void aPublisherNeedsNeitherRelayNorClients() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "io.dualstream.outbox.relay",
                        "org.apache.kafka",
                        "io.lettuce",
                        "io.debezium",
                        "org.springframework.boot.kafka",
                        "org.springframework.boot.data.redis",
                        "io.micrometer"))
                .run(context -> {
                    publish(context, OutboxEvent.of("order", "1", "Placed", "{}"));

                    assertThat(row(context, "outbox")).containsEntry("aggregate_id", "1");
                });
    }

    @Test
    void aRelayThatIsWantedButNotThereIsAnError() {
        application
                .withClassLoader(new FilteredClassLoader("io.dualstream.outbox.relay"))
                .withPropertyValues("outbox.relay.enabled=true")
                .run(
                        context -> assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessage(
                                        "outbox.relay.enabled is true, but io.dualstream:outbox-relay is not on the class path"));
    }

    private static UUID publish(ApplicationContext context, OutboxEvent event) {
        var transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        return Objects.requireNonNull(
                transaction.execute(status -> context.getBean(Outbox.class).publish(event)));
    }

    private static Map<String, Object> row(ApplicationContext context, String schema) {
        return context.getBean(JdbcTemplate.class).queryForMap("select * from " + schema + ".event");
    }

    private static @Nullable String text(ApplicationContext context, String column) {
        return context.getBean(JdbcTemplate.class)
                .queryForObject("select " + column + "::text from outbox.event", String.class);
    }

    private static final class RecordingOutbox implements Outbox {

        @Override
        public UUID publish(OutboxEvent event) {
            return UUID.randomUUID();
        }

        @Override
        public List<UUID> publishAll(List<OutboxEvent> events) {
            return events.stream().map(this::publish).toList();
        }
    }
}

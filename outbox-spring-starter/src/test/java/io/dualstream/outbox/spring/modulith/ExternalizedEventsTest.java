package io.dualstream.outbox.spring.modulith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.Outboxed;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.Externalized;
import org.springframework.modulith.events.config.EventExternalizationAutoConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events that Spring Modulith would externalise, on a real database. */
class ExternalizedEventsTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    Wired.OUTBOX,
                    Wired.EVENTS,
                    OutboxModulithAutoConfiguration.class,
                    EventExternalizationAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class))
            .withPropertyValues(
                    "spring.modulith.events.externalization.mode=outbox",
                    "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
            .withUserConfiguration(Shop.class);

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @EnableOutboxServers
    static class Shop {}

    @Externalized("order::#{'no-' + id}")
    record Placed(int id) {}

    record Receipt(int id, String note) {}

    @Externalized("weather")
    record Changed(String to) {}

    @Externalized("order::#{id}")
    @Outboxed(aggregateType = "parcel", aggregateId = "id")
    record Sent(int id) {}

    @Test
    void areRecordedWithTheTargetAsTypeAndTheKeyAsId() {
        application.run(context -> {
            publish(context, new Placed(7));

            assertThat(rows(context))
                    .extracting(
                            row -> row.get("aggregate_type"),
                            row -> row.get("aggregate_id"),
                            row -> row.get("event_type"),
                            row -> row.get("payload"))
                    .containsExactly(tuple("order", "no-7", "Placed", "{\"id\":7}"));
        });
    }

    @Test
    void withoutAKeyAreAboutNobodyElse() {
        application.run(context -> {
            publish(context, new Changed("rain"));
            publish(context, new Changed("sun"));

            assertThat(rows(context))
                    .extracting(row -> row.get("aggregate_id"))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void areMappedAndGivenHeadersAsTheHostSays() {
        application
                .withBean(
                        EventExternalizationConfiguration.class,
                        () -> EventExternalizationConfiguration.externalizing()
                                .selectByType(Placed.class)
                                .mapping(Placed.class, placed -> new Receipt(placed.id(), "paid"))
                                .headers(event -> Map.of("tenant", 7))
                                .build())
                .run(context -> {
                    publish(context, new Placed(7));

                    assertThat(rows(context))
                            .singleElement()
                            .satisfies(row -> assertThat(row)
                                    .containsEntry("payload", "{\"id\":7,\"note\":\"paid\"}")
                                    .containsEntry("headers", "{\"tenant\": \"7\"}"));
                });
    }

    @Test
    void areRecordedOnceWhereTheOutboxHasItsOwnAnnotation() {
        application.run(context -> {
            publish(context, new Sent(1));

            assertThat(rows(context))
                    .extracting(row -> row.get("aggregate_type"))
                    .containsExactly("parcel");
        });
    }

    @Test
    void areAnErrorOutsideOfATransaction() {
        application.run(context -> assertThatThrownBy(() -> context.publishEvent(new Placed(7)))
                .isInstanceOf(NoTransactionException.class));
    }

    @Test
    void areLeftToModulithUnlessItsModeIsOutbox() {
        application
                .withPropertyValues("spring.modulith.events.externalization.mode=module-listener")
                .run(context -> assertThat(context).doesNotHaveBean(ExternalizedListener.class));
    }

    @Test
    void needNoModulithToBeThere() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxModulithAutoConfiguration.class))
                .withPropertyValues("spring.modulith.events.externalization.mode=outbox")
                .withClassLoader(new FilteredClassLoader("org.springframework.modulith"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("outboxExternalizedListener"));
    }

    private static void publish(ApplicationContext context, Object event) {
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> context.publishEvent(event));
    }

    private static List<Map<String, Object>> rows(ApplicationContext context) {
        return context.getBean(JdbcTemplate.class)
                .queryForList("select aggregate_type, aggregate_id, event_type, headers::text as headers,"
                        + " payload::text as payload from outbox.event order by seq");
    }
}

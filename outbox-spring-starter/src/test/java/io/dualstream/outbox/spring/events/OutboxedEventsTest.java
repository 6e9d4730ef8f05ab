package io.dualstream.outbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.Outboxed;
import io.dualstream.outbox.mistakes.Mistakes;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events published with Spring's own publisher, on a real database. */
class OutboxedEventsTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    Wired.OUTBOX,
                    OutboxEventsAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class))
            .withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
            .withUserConfiguration(Servers.class);

    @Configuration(proxyBeanMethods = false)
    @EnableOutboxServers
    static class Servers {}

    @Outboxed(aggregateType = "order", aggregateId = "id")
    record Placed(int id, String item) {}

    @Outboxed(aggregateType = "order", aggregateId = "id")
    record Packed<T>(int id, T box) {}

    record Unrelated(int id) {}

    @Test
    void areRecordedAtOnceInTheTransactionThatPublishesThem() {
        application.run(context -> {
            transaction(context).executeWithoutResult(status -> {
                context.publishEvent(new Placed(1, "kite"));
                context.publishEvent(new Packed<>(2, List.of("tail")));
                context.publishEvent(new Unrelated(3));
                assertThat(rows(context)).hasSize(2);
            });

            assertThat(rows(context))
                    .extracting(row -> row.get("aggregate_id"), row -> row.get("event_type"), row -> row.get("payload"))
                    .containsExactly(
                            tuple("1", "Placed", "{\"id\":1,\"item\":\"kite\"}"),
                            tuple("2", "Packed", "{\"id\":2,\"box\":[\"tail\"]}"));
        });
    }

    @Test
    void goWithTheTransactionThatRollsBack() {
        application.run(context -> {
            transaction(context).executeWithoutResult(status -> {
                context.publishEvent(new Placed(1, "kite"));
                status.setRollbackOnly();
            });

            assertThat(rows(context)).isEmpty();
        });
    }

    @Test
    void areAnErrorOutsideOfATransaction() {
        application.run(context -> {
            assertThatThrownBy(() -> context.publishEvent(new Placed(1, "kite")))
                    .isInstanceOf(NoTransactionException.class)
                    .hasMessageStartingWith("The application event Placed of order/1 is meant for the outbox")
                    .hasMessageContaining("put @Transactional on the calling method");
            assertThat(rows(context)).isEmpty();
        });
    }

    @Test
    void areAnErrorWithoutAnOutbox() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxEventsAutoConfiguration.class))
                .run(context -> assertThatThrownBy(() -> context.publishEvent(new Placed(1, "kite")))
                        .isInstanceOf(OutboxException.class)
                        .hasMessageStartingWith("No Outbox bean"));
    }

    @Test
    void mayBeOutboxEventsAsTheyAre() {
        application.run(context -> {
            transaction(context)
                    .executeWithoutResult(
                            status -> context.publishEvent(OutboxEvent.of("order", "7", "Placed", "{\"a\": 1}")));

            assertThat(rows(context))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("payload", "{\"a\": 1}"));
        });
    }

    static class Warehouse {

        private final ApplicationContext context;

        Warehouse(ApplicationContext context) {
            this.context = context;
        }

        @EventListener
        void on(Placed placed) {
            context.publishEvent(new Packed<>(placed.id(), placed.item()));
        }
    }

    @Test
    void comeBeforeThoseThatOtherListenersPublishInTurn() {
        application.withBean(Warehouse.class).run(context -> {
            transaction(context).executeWithoutResult(status -> context.publishEvent(new Placed(1, "kite")));

            assertThat(rows(context)).extracting(row -> row.get("event_type")).containsExactly("Placed", "Packed");
        });
    }

    @Test
    void areRecordedOnThePublishersThreadWhereOthersListenOnTheirOwn() {
        Executor elsewhere = task -> new Thread(task).start();
        application
                .withBean(
                        AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
                        SimpleApplicationEventMulticaster.class,
                        () -> {
                            var multicaster = new SimpleApplicationEventMulticaster();
                            multicaster.setTaskExecutor(elsewhere);
                            return multicaster;
                        })
                .run(context -> {
                    transaction(context).executeWithoutResult(status -> context.publishEvent(new Placed(1, "kite")));

                    assertThat(rows(context)).hasSize(1);
                });
    }

    @Test
    void withAWrongAnnotationFailTheStart() {
        application
                .withUserConfiguration(Mistakes.class)
                .run(context -> assertThat(context).getFailure().isInstanceOf(EventMappingException.class));
    }

    private static TransactionTemplate transaction(ApplicationContext context) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    private static List<Map<String, Object>> rows(ApplicationContext context) {
        return context.getBean(JdbcTemplate.class)
                .queryForList(
                        "select aggregate_id, event_type, payload::text as payload from outbox.event order by seq");
    }
}

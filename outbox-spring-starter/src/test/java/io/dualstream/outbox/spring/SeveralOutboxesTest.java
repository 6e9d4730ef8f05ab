package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.Outboxed;
import io.dualstream.outbox.SchemaSource;
import io.dualstream.outbox.testkit.SharedServers;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Several data sources, several schemas, on real databases. */
class SeveralOutboxesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class, Wired.EVENTS));

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        @Bean
        DataSource shop() {
            return SharedServers.postgres().createEmptyDatabase().dataSource();
        }

        @Bean
        DataSource billing() {
            return SharedServers.postgres().createEmptyDatabase().dataSource();
        }
    }

    @Outboxed(aggregateType = "bill", aggregateId = "number", outbox = "bills")
    record Billed(int number) {}

    @Outboxed(aggregateType = "order", aggregateId = "number")
    record Placed(int number) {}

    @Test
    void areChosenByQualifierEachOnItsOwnDataSource() {
        application
                .withUserConfiguration(TwoDatabases.class)
                .withPropertyValues(
                        "outbox.data-source=shop",
                        "outbox.additional.bills.data-source=billing",
                        "outbox.additional.bills.schema=bill_events")
                .run(context -> {
                    Outbox bills = BeanFactoryAnnotationUtils.qualifiedBeanOfType(
                            context.getAutowireCapableBeanFactory(), Outbox.class, "bills");
                    DataSource shop = context.getBean("shop", DataSource.class);
                    DataSource billing = context.getBean("billing", DataSource.class);

                    in(shop, () -> context.getBean(Outbox.class).publish(event("S-1")));
                    in(billing, () -> bills.publish(event("B-1")));

                    assertThat(ids(shop, "outbox")).containsExactly("S-1");
                    assertThat(ids(billing, "bill_events")).containsExactly("B-1");
                    assertThatThrownBy(() -> in(shop, () -> bills.publish(event("B-2"))))
                            .isInstanceOf(NoTransactionException.class)
                            .hasMessageContaining("not one of the outbox's own DataSource");
                });
    }

    @Test
    void areInjectedAsAUserWouldWriteIt() {
        application
                .withUserConfiguration(TwoDatabases.class)
                .withPropertyValues("outbox.data-source=shop", "outbox.additional.bills.data-source=billing")
                .withBean(Bookkeeping.class)
                .run(context -> {
                    Bookkeeping bookkeeping = context.getBean(Bookkeeping.class);
                    assertThat(bookkeeping.first).isSameAs(context.getBean("outbox"));
                    assertThat(bookkeeping.bills).isSameAs(context.getBean("billsOutbox"));
                });
    }

    static final class Bookkeeping {

        final Outbox first;
        final Outbox bills;

        Bookkeeping(Outbox first, @Qualifier("bills") Outbox bills) {
            this.first = first;
            this.bills = bills;
        }
    }

    @Test
    void areChosenByTheAnnotationOfAnEvent() {
        application
                .withUserConfiguration(TwoDatabases.class)
                .withPropertyValues("outbox.data-source=shop", "outbox.additional.bills.data-source=billing")
                .run(context -> {
                    DataSource shop = context.getBean("shop", DataSource.class);
                    DataSource billing = context.getBean("billing", DataSource.class);

                    in(shop, () -> context.publishEvent(new Placed(1)));
                    in(billing, () -> context.publishEvent(new Billed(2)));

                    assertThat(ids(shop, "outbox")).containsExactly("1");
                    assertThat(ids(billing, "outbox")).containsExactly("2");
                });
    }

    @Test
    void areMadeByTheHostWithWhatIsConfiguredForAll() {
        application
                .withUserConfiguration(TwoDatabases.class, Own.class)
                .withPropertyValues("outbox.data-source=shop")
                .withBean(OutboxFactory.Decorator.class, () -> Counting::new)
                .run(context -> {
                    assertThat(context.getBean(Outbox.class)).isInstanceOf(Counting.class);
                    assertThat(context.getBean("own")).isInstanceOf(Counting.class);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean(defaultCandidate = false)
        Outbox own(@Qualifier("billing") DataSource billing, OutboxFactory outboxes) {
            return outboxes.on(billing, "outbox");
        }
    }

    private record Counting(Outbox outbox) implements Outbox {

        @Override
        public UUID publish(OutboxEvent event) {
            return outbox.publish(event);
        }

        @Override
        public List<UUID> publishAll(List<OutboxEvent> events) {
            return outbox.publishAll(events);
        }
    }

    @Test
    @SuppressWarnings("try")
    void areOneForEachTenantWhereTheHostNamesTheSchema() {
        DataSource shop = SharedServers.postgres().createEmptyDatabase().dataSource();
        application
                .withBean(DataSource.class, () -> shop)
                .withBean(SchemaSource.class, () -> () -> "tenant_" + MDC.get("tenant"))
                .withPropertyValues("outbox.tenant-schemas=tenant_red,tenant_blue")
                .run(context -> {
                    Outbox outbox = context.getBean(Outbox.class);
                    try (var tenant = MDC.putCloseable("tenant", "red")) {
                        in(shop, () -> outbox.publish(event("R-1")));
                    }
                    try (var tenant = MDC.putCloseable("tenant", "blue")) {
                        in(shop, () -> outbox.publish(event("B-1")));
                    }
                    context.getBean(OutboxMigration.class).migrate("tenant_new");
                    try (var tenant = MDC.putCloseable("tenant", "new")) {
                        in(shop, () -> outbox.publish(event("N-1")));
                    }

                    assertThat(ids(shop, "tenant_red")).containsExactly("R-1");
                    assertThat(ids(shop, "tenant_blue")).containsExactly("B-1");
                    assertThat(ids(shop, "tenant_new")).containsExactly("N-1");
                });
    }

    private static void in(DataSource dataSource, Runnable call) {
        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(status -> call.run());
    }

    private static OutboxEvent event(String id) {
        return OutboxEvent.of("order", id, "Placed", "{}");
    }

    private static List<String> ids(DataSource dataSource, String schema) {
        return new JdbcTemplate(dataSource)
                .queryForList("select aggregate_id from " + schema + ".event order by seq", String.class);
    }
}

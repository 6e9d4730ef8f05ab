package io.dualstream.outbox.spring.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.db.InboxMigrations;
import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.InboxKeeper;
import io.dualstream.outbox.inbox.JdbcInbox;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** One test for each promise of the wiring, on a real database. */
class InboxAutoConfigurationTest {

    private final ApplicationContextRunner silent = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    InboxAutoConfiguration.class,
                    InboxKafkaAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class))
            .withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
            .withUserConfiguration(Servers.class);

    private final ApplicationContextRunner application = silent.withPropertyValues("outbox.inbox.enabled=true");

    @Configuration(proxyBeanMethods = false)
    @EnableOutboxServers
    static class Servers {}

    @Test
    void thereIsNoInboxUnlessAskedFor() {
        silent.run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Inbox.class).doesNotHaveBean(InboxKeeper.class);
            assertThat(exists(context.getBean(JdbcTemplate.class), "inbox.received"))
                    .isFalse();
        });
    }

    @Test
    void handlesEachEventOnceInTheTransactionOfTheHost() {
        application.run(context -> {
            Inbox inbox = context.getBean(Inbox.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute("create table effect (id text)");
            Envelope event = event();

            assertThat(inbox.handle("billing", event, e -> jdbc.update("insert into effect values (1)")))
                    .isEqualTo(Outcome.HANDLED);
            assertThat(inbox.handle("billing", event, e -> jdbc.update("insert into effect values (1)")))
                    .isEqualTo(Outcome.DUPLICATE);

            assertThat(jdbc.queryForList("select id from effect")).hasSize(1);
        });
    }

    @Test
    void givesUpAfterTheAttemptsThatAreConfiguredInTheSchemaThatIs() {
        application
                .withPropertyValues("outbox.inbox.schema=messages", "outbox.inbox.max-attempts=1")
                .run(context -> {
                    assertThat(context.getBean(Inbox.class).handle("billing", event(), e -> {
                                throw new IllegalStateException("no");
                            }))
                            .isEqualTo(Outcome.GIVEN_UP);
                    assertThat(context.getBean(JdbcTemplate.class).queryForList("select state from messages.failure"))
                            .containsExactly(Map.of("state", "dead"));
                });
    }

    @Test
    void refusesASettingThatMakesNoSense() {
        application
                .withPropertyValues("outbox.inbox.max-attempts=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("max-attempts must be at least 1, was 0"));
    }

    @Test
    void leavesTheSchemaAloneWhenToldTo() {
        application
                .withPropertyValues("outbox.inbox.migrate=false")
                .run(context -> assertThat(exists(context.getBean(JdbcTemplate.class), "inbox.received"))
                        .isFalse());
    }

    @Test
    void refusesToStartOnASchemaThatIsNotUpToDateWhenItMayOnlyLook() {
        application
                .withPropertyValues("outbox.inbox.migrate=validate")
                .run(context -> assertThat(context).hasFailed());
        application
                .withPropertyValues("outbox.inbox.migrate=validate")
                .withBean(AnOperator.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Inbox.class));
    }

    /** Has migrated before the application looks. */
    static final class AnOperator implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof DataSource dataSource) {
                InboxMigrations.migrate(dataSource, "inbox");
            }
            return bean;
        }
    }

    @Test
    void migratesBeforeAnyBeanUsesTheDatabase() {
        application
                .withUserConfiguration(EagerReader.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    static class EagerReader {

        @Bean
        InitializingBean anEagerBean(JdbcTemplate jdbc) {
            return () -> jdbc.queryForList("select * from inbox.received");
        }
    }

    @Test
    void stepsBackForAnInboxOfTheHost() {
        application
                .withUserConfiguration(OwnInbox.class)
                .run(context -> assertThat(context).hasSingleBean(Inbox.class).hasBean("mine"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnInbox {

        @Bean
        Inbox mine(DataSource dataSource) {
            return new JdbcInbox(dataSource);
        }
    }

    @Test
    void theKeeperLivesAsLongAsTheApplication() {
        application.run(context -> {
            assertThat(context.getBean(InboxLife.class).isRunning()).isTrue();
            context.stop();
            assertThat(context.getBean(InboxLife.class).isRunning()).isFalse();
            context.start();
            assertThat(context.getBean(InboxLife.class).isRunning()).isTrue();
        });
    }

    @Test
    void needsNoKafka() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "org.apache.kafka", "org.springframework.kafka", "org.springframework.boot.kafka"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Inbox.class));
    }

    @Test
    void doesNothingWithoutADataSource() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(InboxAutoConfiguration.class, InboxKafkaAutoConfiguration.class))
                .withPropertyValues("outbox.inbox.enabled=true")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Inbox.class));
    }

    private static boolean exists(JdbcTemplate jdbc, String table) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select to_regclass(?) is not null", Boolean.class, table));
    }

    private static Envelope event() {
        return new Envelope(
                Map.of("id", UUID.randomUUID().toString(), "source", "/shop", "type", "Placed"),
                Map.of(),
                null,
                new byte[0],
                new Origin("t", 0, 1));
    }
}

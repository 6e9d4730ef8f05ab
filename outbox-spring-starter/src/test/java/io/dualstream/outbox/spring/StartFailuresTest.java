package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** An application that cannot start says why, and what to do. */
class StartFailuresTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class));
    private final TestDatabase database = SharedServers.postgres().createEmptyDatabase();
    private final DataSource empty = database.dataSource();

    record Publisher(Outbox outbox) {}

    @Test
    void withoutADataSource() {
        application
                .withBean(Publisher.class)
                .run(
                        context -> assertThat(missing(context, new DefaultListableBeanFactory()))
                                .extracting(FailureAnalysis::getDescription, FailureAnalysis::getAction)
                                .containsExactly(
                                        "There is no Outbox, because there is no DataSource for it.",
                                        "Set spring.datasource.url, and have a JDBC driver and spring-boot-jdbc on the class path."));
    }

    @Test
    void withTwoDataSourcesAndNoWord() {
        application
                .withBean("one", DataSource.class, SimpleDriverDataSource::new)
                .withBean("other", DataSource.class, SimpleDriverDataSource::new)
                .withBean(Publisher.class)
                .run(context -> {
                    var beans = new DefaultListableBeanFactory();
                    beans.registerSingleton("one", new SimpleDriverDataSource());
                    beans.registerSingleton("other", new SimpleDriverDataSource());
                    FailureAnalysis analysis = missing(context, beans);
                    assertThat(analysis.getDescription()).contains("has 2 DataSources and none of them is chosen");
                    assertThat(analysis.getAction()).contains("outbox.data-source", "@Primary");
                });
    }

    @Test
    void whereTheSchemaIsOnlyToBeValidatedAndIsNotThere() {
        application
                .withBean(DataSource.class, () -> empty)
                .withPropertyValues("outbox.migrate=validate")
                .run(context -> {
                    FailureAnalysis analysis = schema(context);
                    assertThat(analysis.getDescription())
                            .isEqualTo("The outbox schema 'outbox' did not pass" + " validation: Schema 'outbox' in "
                                    + database.jdbcUrl() + " has no table event");
                    assertThat(analysis.getAction()).startsWith("Run the migration of this version");
                    assertThat(new JdbcTemplate(empty)
                                    .queryForObject("select to_regclass('outbox.event') is null", Boolean.class))
                            .isTrue();
                });
    }

    @Test
    void notWhereItIsUpToDate() {
        OutboxMigrations.migrate(empty, "outbox");
        application
                .withBean(DataSource.class, () -> empty)
                .withPropertyValues("outbox.migrate=validate")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Outbox.class));
    }

    @Test
    void whereTheSchemaIsTooOld() {
        OutboxMigrations.migrate(empty, "outbox");
        new JdbcTemplate(empty)
                .execute("delete from outbox.outbox_schema_history where installed_rank ="
                        + " (select max(installed_rank) from outbox.outbox_schema_history)");
        application
                .withBean(DataSource.class, () -> empty)
                .withPropertyValues("outbox.migrate=validate")
                .run(context -> assertThat(schema(context).getDescription()).contains("did not pass validation"));
    }

    /** The statements are run one after the other until the application starts: each was what was missing. */
    @Test
    void whereTheUserMayNotMigrate() {
        assertStatements(
                "true",
                "grant create on database " + database.name() + " to guest",
                "could not be made or upgraded: Login 'guest' may not create schemas and publications in "
                        + database.jdbcUrl());
        OutboxMigrations.migrate(empty, "taken");
        makeRole("taken_owner", "");
        new JdbcTemplate(empty)
                .execute("alter table taken.event owner to taken_owner;"
                        + " delete from taken.outbox_schema_history where installed_rank > 2");
        makeRole("guest", "login password 'guest'");
        guest("true", "taken").run(context -> {
            assertThat(schema(context).getDescription())
                    .endsWith("Login 'guest' does not belong to taken_owner, who owns the tables in "
                            + database.jdbcUrl() + ".");
            assertThat(schema(context).getAction())
                    .isEqualTo("Run as a superuser or the owner: grant taken_owner to guest");
        });
    }

    @Test
    void whereTheUserMayNotValidate() {
        OutboxMigrations.migrate(empty, "outbox");
        new JdbcTemplate(empty).execute("grant usage on schema outbox to public");
        assertStatements(
                "validate",
                "grant select on outbox.outbox_schema_history to guest",
                "did not pass validation: Login 'guest' may not read table outbox_schema_history of schema outbox in "
                        + database.jdbcUrl());
    }

    private void assertStatements(String migrate, String statement, String sentence) {
        makeRole("guest", "login password 'guest'");
        guest(migrate, "outbox").run(context -> {
            assertThat(schema(context).getDescription()).isEqualTo("The outbox schema 'outbox' " + sentence + ".");
            assertThat(schema(context).getAction()).isEqualTo("Run as a superuser or the owner: " + statement);
        });
        new JdbcTemplate(empty).execute(statement);
        guest(migrate, "outbox").run(context -> assertThat(context).hasNotFailed());
    }

    private ApplicationContextRunner guest(String migrate, String schema) {
        return application
                .withBean(DataSource.class, () -> new DriverManagerDataSource(database.jdbcUrl(), "guest", "guest"))
                .withPropertyValues("outbox.migrate=" + migrate, "outbox.schema=" + schema);
    }

    /** A role belongs to the whole server, on which other tests have databases. */
    private void makeRole(String name, String options) {
        new JdbcTemplate(empty)
                .execute("do $$ begin if to_regrole('" + name + "') is null then create role " + name + " " + options
                        + "; end if; end $$");
    }

    @Test
    void whereTheSchemaWasMadeWithPsql() {
        OutboxMigrations.migrate(empty, "outbox");
        new JdbcTemplate(empty).execute("drop table outbox.outbox_schema_history");
        for (String migrate : new String[] {"validate", "true"}) {
            application
                    .withBean(DataSource.class, () -> empty)
                    .withPropertyValues("outbox.migrate=" + migrate)
                    .run(
                            context -> assertThat(schema(context).getAction())
                                    .startsWith(
                                            "Flyway does not take over an outbox that was made with psql: set outbox.migrate=false"));
        }
    }

    @Test
    void whereTheDatabaseIsNotThere() {
        application
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/shop"))
                .run(context -> assertThat(schema(context).getAction()).startsWith("Check that the database runs"));
    }

    @Test
    void whereItIsNotPostgres() {
        var failure = new OutboxSchemaException(
                "could not be made or upgraded", "outbox", new IllegalStateException("Unsupported Database: H2 2.4"));

        assertThat(Objects.requireNonNull(new OutboxSchemaFailureAnalyzer().analyze(failure))
                        .getAction())
                .startsWith("The outbox needs PostgreSQL 15 or later");
    }

    @Test
    void withARelayThatIsNotThere() {
        application
                .withBean(DataSource.class, () -> empty)
                .withClassLoader(new FilteredClassLoader("io.dualstream.outbox.relay"))
                .withPropertyValues("outbox.relay.enabled=true")
                .run(context -> assertThat(Objects.requireNonNull(new RelayMissingFailureAnalyzer()
                                        .analyze(Objects.requireNonNull(context.getStartupFailure())))
                                .getAction())
                        .contains("io.dualstream:outbox-relay"));
    }

    private static FailureAnalysis missing(AssertableApplicationContext context, BeanFactory beans) {
        return Objects.requireNonNull(
                new OutboxMissingFailureAnalyzer(beans).analyze(Objects.requireNonNull(context.getStartupFailure())));
    }

    private static FailureAnalysis schema(AssertableApplicationContext context) {
        return Objects.requireNonNull(
                new OutboxSchemaFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
    }
}

package io.dualstream.outbox.spring.observe;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.db.OutboxBacklog;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.spring.internal.RelayDetails;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The actuator endpoint and the health of outboxes on a real database. */
class OutboxActuatorTest {

    private final TestDatabase database = SharedServers.postgres().createDatabase();
    private final DataSource dataSource = database.dataSource();
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Wired.OUTBOX, OutboxActuatorAutoConfiguration.class))
            .withBean(DataSource.class, () -> dataSource)
            .withPropertyValues("outbox.migrate=false", "management.endpoints.web.exposure.include=*");

    @Test
    void theEndpointTellsTheBacklogTheSlotAndTheDeadLetters() {
        String slot = "backlog_" + Long.toString(System.nanoTime(), 36);
        jdbc.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                        + " values ('order', '1', 'Placed', clock_timestamp() - interval '1 minute'), ('order', '2', 'Placed', default)");
        jdbc.queryForMap("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        application
                .withPropertyValues("outbox.relay.postgres.slot=" + slot)
                .withBean(RelayDetails.class, () -> () -> "leads")
                .run(context -> {
                    OutboxEndpoint.Report report =
                            context.getBean(OutboxEndpoint.class).report();

                    assertThat(report.relay()).isEqualTo("leads");
                    assertThat(backlog(context)).satisfies(backlog -> {
                        assertThat(backlog.events()).isEqualTo(2);
                        assertThat(backlog.oldestAge()).isBetween(ofSeconds(60), ofSeconds(120));
                        assertThat(backlog.deadLetters()).isZero();
                        assertThat(Objects.requireNonNull(backlog.slot()).walStatus())
                                .isEqualTo("reserved");
                    });
                });
        jdbc.queryForMap("select pg_drop_replication_slot('" + slot + "')");
    }

    @Test
    void whatEveryRelayHasPassedIsNoBacklog() {
        jdbc.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', '1', 'Placed')");
        jdbc.execute("insert into outbox.lease (name, epoch, holder, published_xid)"
                + " values ('outbox', 1, 'me', pg_snapshot_xmax(pg_current_snapshot()))");
        application.run(context -> assertThat(backlog(context))
                .satisfies(backlog -> assertThat(backlog.events()).isZero())
                .satisfies(backlog -> assertThat(backlog.slot()).isNull()));
    }

    @Test
    void healthIsUpUnlessSomethingIsOlderThanTheHostAllows() {
        jdbc.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                + " values ('order', '1', 'Placed', clock_timestamp() - interval '1 minute')");
        application.run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
        application
                .withPropertyValues("outbox.health.max-age=30s")
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
    }

    @Test
    void healthIsDownWhereThereIsNoOutbox() {
        application.withPropertyValues("outbox.schema=nowhere").run(context -> {
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(String.valueOf(health(context).getDetails().get("outbox")))
                    .contains("nowhere");
        });
    }

    @Test
    void aPublisherThatMayNotReadIsUpAndSaysSo() {
        jdbc.execute("drop role if exists mere_publisher");
        jdbc.execute("create role mere_publisher login password 'sesame'");
        jdbc.execute("grant usage on schema outbox to mere_publisher");
        DataSource mere = new DriverManagerDataSource(database.jdbcUrl(), "mere_publisher", "sesame");
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(Wired.OUTBOX, OutboxActuatorAutoConfiguration.class))
                .withBean(DataSource.class, () -> mere)
                .withPropertyValues("outbox.migrate=false")
                .run(context -> {
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(String.valueOf(health(context).getDetails().get("outbox")))
                            .contains("permission denied");
                });
    }

    @Test
    void neitherIsThereWithoutTheActuator() {
        application
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("outboxEndpoint")
                        .doesNotHaveBean("outboxHealthIndicator"));
    }

    private static OutboxBacklog backlog(ApplicationContext context) {
        return Objects.requireNonNull(Objects.requireNonNull(
                        context.getBean(OutboxPlaces.class).read().get("outbox"))
                .backlog());
    }

    private static Health health(ApplicationContext context) {
        return Objects.requireNonNull(
                context.getBean("outboxHealthIndicator", HealthIndicator.class).health());
    }
}

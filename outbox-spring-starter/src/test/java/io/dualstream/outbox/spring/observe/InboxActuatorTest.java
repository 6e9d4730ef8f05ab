package io.dualstream.outbox.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.InboxFailures;
import io.dualstream.outbox.inbox.InboxListener;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.testkit.SharedServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Metrics, the actuator endpoint and the health of the inbox, on a real database. */
class InboxActuatorTest {

    private final DataSource dataSource =
            SharedServers.postgres().createDatabase().dataSource();

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    Wired.INBOX, InboxMetricsAutoConfiguration.class, InboxActuatorAutoConfiguration.class))
            .withBean(DataSource.class, () -> dataSource)
            .withPropertyValues(
                    "outbox.inbox.enabled=true",
                    "outbox.inbox.max-attempts=2",
                    "management.endpoints.web.exposure.include=*");

    private final ApplicationContextRunner application = bare.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void countsEventsByConsumerAndWhatBecameOfThem() {
        application.run(context -> {
            Inbox inbox = context.getBean(Inbox.class);
            Envelope event = event();
            inbox.handle("billing", event, e -> {});
            inbox.handle("billing", event, e -> {});
            inbox.handle("shipping", event, e -> {});
            failTwice(inbox);

            assertThat(count(context, "billing", "handled")).isEqualTo(1);
            assertThat(count(context, "billing", "duplicate")).isEqualTo(1);
            assertThat(count(context, "shipping", "handled")).isEqualTo(1);
            assertThat(count(context, "billing", "failed")).isEqualTo(1);
            assertThat(count(context, "billing", "given-up")).isEqualTo(1);
        });
    }

    @Test
    void theEndpointAndTheHealthNameWhoIsNotDoneWithEverything() {
        application.run(context -> {
            assertThat(context.getBean(InboxEndpoint.class).report().failures()).isEmpty();
            failTwice(context.getBean(Inbox.class));

            InboxFailures.Open one = new InboxFailures.Open("billing", 0, 1);
            assertThat(context.getBean(InboxEndpoint.class).report().failures()).containsExactly(one);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails()).isEqualTo(Map.of("billing", one));
        });
    }

    @Test
    void healthIsDownWhereThereIsNoInbox() {
        application
                .withPropertyValues("outbox.inbox.migrate=false", "outbox.inbox.schema=nowhere")
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
    }

    @Test
    void thereIsNothingToLookAtWithoutAnInbox() {
        application
                .withPropertyValues("outbox.inbox.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(InboxListener.class)
                        .doesNotHaveBean(InboxEndpoint.class)
                        .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void worksWithoutMicrometerAndTheActuator() {
        bare.run(context -> assertThat(context).hasSingleBean(Inbox.class).doesNotHaveBean(InboxListener.class));
        bare.withClassLoader(new FilteredClassLoader(
                        "io.micrometer", "org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasSingleBean(Inbox.class)
                        .doesNotHaveBean("inboxEndpoint")
                        .doesNotHaveBean("inboxHealthIndicator"));
    }

    private static void failTwice(Inbox inbox) {
        Envelope event = event();
        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> fail(inbox, event));
        fail(inbox, event);
    }

    private static void fail(Inbox inbox, Envelope event) {
        inbox.handle("billing", event, e -> {
            throw new IllegalStateException("no such customer");
        });
    }

    private static double count(ApplicationContext context, String consumer, String outcome) {
        return context.getBean(MeterRegistry.class)
                .get("outbox.inbox.events")
                .tag("outbox.consumer", consumer)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static Health health(ApplicationContext context) {
        return Objects.requireNonNull(
                context.getBean("inboxHealthIndicator", HealthIndicator.class).health());
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

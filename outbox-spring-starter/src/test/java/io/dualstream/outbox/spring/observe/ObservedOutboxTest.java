package io.dualstream.outbox.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.JdbcOutbox;
import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.testkit.SharedServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ObservedOutboxTest {

    private final DataSource dataSource =
            SharedServers.postgres().createDatabase().dataSource();
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SimpleTracer tracer = new SimpleTracer();
    private final ObservationRegistry observations = ObservationRegistry.create();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Wired.OUTBOX, OutboxObservationAutoConfiguration.class))
            .withBean(DataSource.class, () -> dataSource)
            .withPropertyValues("outbox.migrate=false");

    private ApplicationContextRunner observed() {
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(meters))
                .observationHandler(new DefaultTracingObservationHandler(tracer));
        return application
                .withBean(ObservationRegistry.class, () -> observations)
                .withBean(MeterRegistry.class, () -> meters)
                .withBean(SimpleTracer.class, () -> tracer);
    }

    @Test
    void theEventCarriesTheTraceOfTheSpanAroundItsPublishing() {
        observed().run(context -> {
            transaction.executeWithoutResult(
                    status -> context.getBean(Outbox.class).publish(event("order", "Placed")));

            SimpleSpan span = tracer.onlySpan();
            assertThat(span.getName()).isEqualTo("outbox publish order");
            assertThat(span.getTags())
                    .containsEntry("outbox.aggregate.type", "order")
                    .containsEntry("outbox.event.type", "Placed")
                    .containsEntry("outbox.events", "1");
            assertThat(new JdbcTemplate(dataSource)
                            .queryForObject("select headers ->> 'traceparent' from outbox.event", String.class))
                    .contains(span.context().traceId(), span.context().spanId());
        });
    }

    @Test
    void aTimerTellsPublishesApartByTypeAndByError() {
        observed().run(context -> {
            Outbox outbox = context.getBean(Outbox.class);
            transaction.executeWithoutResult(
                    status -> outbox.publishAll(List.of(event("order", "Placed"), event("parcel", "Sent"))));
            assertThatThrownBy(() -> outbox.publish(event("order", "Placed")))
                    .isInstanceOf(NoTransactionException.class);

            assertThat(meters.get("outbox.publish")
                            .tags("outbox.aggregate.type", "several", "error", "none")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get("outbox.publish")
                            .tags("outbox.aggregate.type", "order", "error", "NoTransactionException")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void onlyEventsOfTransactionsThatCommitAreCounted() {
        observed().run(context -> {
            Outbox outbox = context.getBean(Outbox.class);
            transaction.executeWithoutResult(
                    status -> outbox.publishAll(List.of(event("order", "Placed"), event("order", "Paid"))));
            transaction.executeWithoutResult(status -> {
                outbox.publish(event("order", "Placed"));
                status.setRollbackOnly();
            });

            assertThat(meters.get("outbox.published")
                            .tag("outbox.aggregate.type", "order")
                            .counter()
                            .count())
                    .isEqualTo(2);
        });
    }

    @Test
    void aConventionOfTheHostTakesThePlaceOfOurs() {
        observed()
                .withBean(OutboxObservation.Convention.class, () -> new OutboxObservation.Convention() {
                    @Override
                    public String getName() {
                        return "shop.events";
                    }
                })
                .run(context -> {
                    transaction.executeWithoutResult(
                            status -> context.getBean(Outbox.class).publish(event("order", "Placed")));

                    assertThat(meters.get("shop.events").timer().count()).isEqualTo(1);
                });
    }

    @Test
    void nothingIsAroundTheOutboxWithoutMicrometer() {
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context.getBean(Outbox.class)).isInstanceOf(JdbcOutbox.class));
    }

    private static OutboxEvent event(String aggregateType, String eventType) {
        return OutboxEvent.of(aggregateType, "1", eventType, "{}");
    }
}

package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.dualstream.outbox.db.OutboxMigrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcOutboxTest {

    private final DataSource dataSource = Databases.create().dataSource();
    private final PlatformTransactionManager transactionManager = new DataSourceTransactionManager(dataSource);
    private final TransactionTemplate transaction = new TransactionTemplate(transactionManager);
    private final Outbox outbox = new JdbcOutbox(dataSource);

    @Test
    void recordsTheWholeEventWhenTheTransactionCommits() {
        var id = UUID.randomUUID();
        var event = OutboxEvent.builder("order", "A-1", "OrderPlaced")
                .id(id)
                .payload(new OrderPlaced("A-1", 42))
                .key("customer-7")
                .dataSchema("https://example.com/order-placed/1")
                .contentType("application/vnd.order+json")
                .header("tenant", "say \"hi\" \\ bye")
                .build();

        transaction.executeWithoutResult(
                status -> assertThat(outbox.publish(event)).isEqualTo(id));

        assertThat(Rows.of(dataSource))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("id", id)
                        .containsEntry("aggregate_type", "order")
                        .containsEntry("aggregate_id", "A-1")
                        .containsEntry("event_type", "OrderPlaced")
                        .containsEntry("key", "customer-7")
                        .containsEntry("dataschema", "https://example.com/order-placed/1")
                        .containsEntry("content_type", "application/vnd.order+json")
                        .containsEntry("headers", "{\"tenant\": \"say \\\"hi\\\" \\\\ bye\"}")
                        .containsEntry("payload", "{\"number\":\"A-1\",\"euros\":42}")
                        .containsEntry("payload_binary", null));
    }

    @Test
    void recordsNothingWhenTheTransactionRollsBack() {
        transaction.executeWithoutResult(status -> {
            outbox.publish(event("A-1"));
            status.setRollbackOnly();
        });

        assertThat(Rows.of(dataSource)).isEmpty();
    }

    @Test
    void forgetsWhatWasPublishedAfterASavepointThatIsRolledBackTo() {
        var nested = new TransactionTemplate(transactionManager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        transaction.executeWithoutResult(outer -> {
            outbox.publish(event("kept"));
            nested.executeWithoutResult(inner -> {
                outbox.publish(event("dropped"));
                inner.setRollbackOnly();
            });
        });

        assertThat(Rows.aggregateIds(dataSource)).containsExactly("kept");
    }

    @Test
    void takesTextAsJsonBytesAsBinaryAndNullAsATombstone() {
        transaction.executeWithoutResult(status -> outbox.publishAll(List.of(
                OutboxEvent.of("order", "text", "E", "{ \"b\":1,  \"a\": 1.0 }"),
                OutboxEvent.of("order", "bytes", "E", new byte[] {0, 1, -1}),
                OutboxEvent.of("order", "null", "E", null))));

        assertThat(Rows.of(dataSource))
                .extracting(row -> row.get("payload"), row -> row.get("payload_binary"))
                .containsExactly(
                        tuple("{ \"b\":1,  \"a\": 1.0 }", null), tuple(null, new byte[] {0, 1, -1}), tuple(null, null));
    }

    @Test
    void keepsTheOrderOfPublishing() {
        transaction.executeWithoutResult(status -> {
            outbox.publishAll(List.of(event("1"), event("2"), event("3")));
            outbox.publish(event("4"));
        });

        assertThat(Rows.aggregateIds(dataSource)).containsExactly("1", "2", "3", "4");
        assertThat(Rows.of(dataSource))
                .extracting(row -> String.valueOf(row.get("id")))
                .isSorted();
    }

    @Test
    void refusesToPublishOutsideOfATransaction() {
        assertThatExceptionOfType(NoTransactionException.class)
                .isThrownBy(() -> outbox.publish(event("A-1")))
                .withMessageContaining("outside of a transaction")
                .withMessageContaining("@Transactional");
        assertThat(Rows.of(dataSource)).isEmpty();
    }

    /** The connection is still there, and whether it would be committed once more is a matter of luck. */
    @Test
    void refusesToPublishWhenTheTransactionHasEnded() {
        var refused = new AtomicReference<Throwable>();

        transaction.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int outcome) {
                        refused.set(catchThrowable(() -> outbox.publish(event("late"))));
                    }
                }));

        assertThat(refused.get())
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("after the transaction had ended")
                .hasMessageContaining("REQUIRES_NEW");
        assertThat(Rows.of(dataSource)).isEmpty();
    }

    @Test
    void refusesToPublishInTheTransactionOfAnotherDataSource() {
        var other = new TransactionTemplate(
                new DataSourceTransactionManager(Databases.create().dataSource()));

        other.executeWithoutResult(status -> {
            new JdbcTemplate(dataSource).execute("select 1");
            assertThatExceptionOfType(NoTransactionException.class)
                    .isThrownBy(() -> outbox.publish(event("A-1")))
                    .withMessageContaining("DataSource");
        });
        assertThat(Rows.of(dataSource)).isEmpty();
    }

    @Test
    void refusesToPublishInAReadOnlyTransaction() {
        transaction.setReadOnly(true);

        transaction.executeWithoutResult(status -> assertThatExceptionOfType(NoTransactionException.class)
                .isThrownBy(() -> outbox.publish(event("A-1")))
                .withMessageContaining("read-only"));
    }

    @Test
    void knowsTheTransactionThroughATransactionAwareProxy() {
        var proxied = new JdbcOutbox(new TransactionAwareDataSourceProxy(dataSource));

        transaction.executeWithoutResult(status -> {
            proxied.publish(event("A-1"));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> proxied.publish(event("A-2")));

        assertThat(Rows.aggregateIds(dataSource)).containsExactly("A-2");
    }

    @Test
    void saysWhichRuleTheDatabaseAppliedButNotWhatTheEventSays() {
        var event = OutboxEvent.of("order", "A-1", "OrderPlaced", "{secret");

        transaction.executeWithoutResult(status -> {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> outbox.publish(event))
                    .withMessageContaining("invalid input syntax for type json")
                    .satisfies(thrown -> assertThat(thrown).hasStackTraceContaining("OrderPlaced of order/A-1"))
                    .satisfies(thrown ->
                            assertThat(Throwables.getStackTrace(thrown)).doesNotContain("secret"));
            status.setRollbackOnly();
        });
    }

    @Test
    void publishesIntoTheSchemaItIsTold() {
        OutboxMigrations.migrate(dataSource, "Other \"one\"");
        var other = new JdbcOutbox(dataSource, OutboxOptions.defaults().withSchema("Other \"one\""));

        transaction.executeWithoutResult(status -> other.publish(event("A-1")));

        assertThat(Rows.of(dataSource)).isEmpty();
        assertThat(new JdbcTemplate(dataSource).queryForList("select aggregate_id from \"Other \"\"one\"\"\".event"))
                .containsExactly(Map.of("aggregate_id", "A-1"));
    }

    @Test
    void publishesIntoTheSchemaOfTheCurrentTenant() {
        OutboxMigrations.migrate(dataSource, "tenant_b");
        String[] tenant = {"outbox"};
        var tenants = new JdbcOutbox(dataSource, OutboxOptions.defaults().withSchemas(() -> tenant[0]));

        transaction.executeWithoutResult(status -> tenants.publish(event("A-1")));
        tenant[0] = "tenant_b";
        transaction.executeWithoutResult(status -> tenants.publish(event("B-1")));

        assertThat(Rows.aggregateIds(dataSource)).containsExactly("A-1");
        assertThat(new JdbcTemplate(dataSource).queryForList("select aggregate_id from tenant_b.event"))
                .containsExactly(Map.of("aggregate_id", "B-1"));
    }

    @Test
    void saysWhatToDoWhereThereIsNoOutbox() {
        var nowhere = new JdbcOutbox(dataSource, OutboxOptions.defaults().withSchema("nowhere"));

        transaction.executeWithoutResult(status -> {
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> nowhere.publish(event("A-1")))
                    .withMessageContaining("nowhere.event")
                    .withMessageContaining("migrate that schema");
            status.setRollbackOnly();
        });
    }

    @Test
    void saysWhatToDoAboutAPayloadThatIsNoJson() {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        transaction.executeWithoutResult(status -> assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> outbox.publish(OutboxEvent.of("order", "A-1", "OrderPlaced", endless)))
                .withMessageContaining("OrderPlaced of order/A-1")
                .withMessageContaining("make java.util.ArrayList a record or give it getters"));
    }

    private static OutboxEvent event(String aggregateId) {
        return OutboxEvent.of("order", aggregateId, "OrderPlaced", Map.of());
    }

    private record OrderPlaced(String number, int euros) {}
}

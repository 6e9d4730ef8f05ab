package io.dualstream.outbox.relay.internal.durable.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.Recording;
import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.RelayLogin;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A first start beside transactions that stay open: PostgreSQL makes no slot before they have ended. */
@OutboxServers
class SlotCreationTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Recording recording = new Recording();
    private final TestDatabase database;
    private final TestKafka kafka;
    private final Relay relay;
    private final Connection writer;

    SlotCreationTest(TestDatabase database, TestKafka kafka) throws SQLException {
        this.database = database;
        this.kafka = kafka;
        this.writer = database.dataSource().getConnection();
        RelayLogin.make(database);
        this.relay = Relay.builder(RelaySettings.builder()
                        .postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD)
                        .name(database.name())
                        .slot(database.name())
                        .kafka(kafka.bootstrapServers())
                        .topicPrefix(database.name() + ".")
                        .build())
                .listener(recording)
                .build();
    }

    @BeforeEach
    void leaveATransactionOpen() throws SQLException {
        execute(writer, "set application_name = 'nightly batch'");
        writer.setAutoCommit(false);
        execute(
                writer,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', '1', 'Open')");
    }

    @AfterEach
    void end() throws SQLException {
        relay.close();
        writer.close();
    }

    @Test
    void saysWhichTransactionsItWaitsForAndGoesOnWhenTheyEnd() throws Exception {
        String xid = database.value(
                "select backend_xid::text from pg_stat_activity where application_name = 'nightly batch'");
        relay.start();

        assertThat(recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                .contains(
                        "'" + database.name() + "'",
                        "xid " + xid + " of process ",
                        "('nightly batch' of user postgres)")
                .containsPattern("open for (at least )?[1-9]\\d* s");
        assertThat(relay.status().durable().waitingFor()).contains("xid " + xid);

        writer.commit();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        assertThat(relay.status().durable().waitingFor()).isNull();
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), database.name() + "[.]order")) {
            assertThat(records.await(1, LIMIT)).hasSize(1);
        }
    }

    @Test
    void isClosedAtOnceAndLeavesNoSlotBehind() throws Exception {
        execute(writer, "prepare transaction 'forgotten'");
        relay.start();
        assertThat(recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                .contains("prepared transaction 'forgotten'");

        long began = System.nanoTime();
        relay.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
        await().atMost(LIMIT)
                .until(() -> database.value("select count(*)::text from pg_replication_slots where slot_name = '"
                                + database.name() + "'")
                        .equals("0"));
        writer.rollback();
        writer.setAutoCommit(true);
        execute(writer, "rollback prepared 'forgotten'");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

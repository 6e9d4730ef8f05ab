package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestBackup;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restored database hands out again the xids that it had handed out after the backup. */
@OutboxServers
class DurableTimelineTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestKafka kafka;
    private String name = "timeline";

    DurableTimelineTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    /** Archive recovery ends in a new timeline; files put back as they were do not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publishesWhatReusesXidsOfALostHistory(boolean newTimeline, @TempDir Path directory) throws Exception {
        name = newTimeline ? "new-timeline" : "same-timeline";
        Path data = directory.resolve("data");
        Path backup = directory.resolve("backup");
        try (TestPostgres original = TestPostgres.builder().dataDirectory(data).start()) {
            TestDatabase shop = original.createDatabase("shop");
            whileRelayed(shop, () -> {
                insert(shop, "before");
                arrived("before");
            });
            original.stop();
            copy(data, backup);
            original.restart();
            whileRelayed(shop, () -> {
                insert(shop, "lost");
                arrived("lost");
                passHorizon(shop);
            });
        }
        if (newTimeline) {
            Files.createFile(backup.resolve("recovery.signal"));
        }
        try (TestPostgres restored = TestPostgres.builder()
                .dataDirectory(backup)
                .setting("restore_command", "false")
                .setting("hot_standby", "off")
                .start()) {
            TestDatabase shop = restored.database("shop");
            insert(shop, "after");
            whileRelayed(shop, () -> {
                insert(shop, "last");
                assertThat(arrived("last")).containsOnlyOnce("before", "lost", "after", "last");
            });
        }
    }

    /** As {@code pg_basebackup} leaves it: the same timeline, without the slot, which therefore seems to be lost. */
    @Test
    void publishesWhatReusesXidsAfterABackupWasPutBack() throws Exception {
        name = "backup";
        try (TestPostgres server = TestPostgres.start()) {
            TestDatabase shop = server.createDatabase("shop");
            whileRelayed(shop, () -> {
                insert(shop, "before");
                arrived("before");
            });
            TestBackup backup = server.backup();
            whileRelayed(shop, () -> {
                insert(shop, "lost");
                arrived("lost");
                passHorizon(shop);
            });
            server.restore(backup);
            insert(shop, "after");
            whileRelayed(shop, () -> {
                insert(shop, "last");
                assertThat(arrived("last")).containsOnlyOnce("before", "lost", "after", "last");
            });
        }
    }

    /** Hands out xids until the durable cursor's mark is past many of them. */
    private void passHorizon(TestDatabase shop) throws SQLException {
        long far = burn(shop, 200);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            insert(shop, "more");
            return horizon() > far;
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    private void whileRelayed(TestDatabase database, Step step) throws Exception {
        Relay relay = start(database);
        try {
            step.run();
        } finally {
            relay.close();
        }
    }

    private Relay start(TestDatabase database) throws InterruptedException {
        Recording recording = new Recording();
        Relay relay = Relay.builder(RelaySettings.builder()
                        .postgres(database.jdbcUrl(), database.username(), database.password())
                        .name(name)
                        .kafka(kafka.bootstrapServers())
                        .topicPrefix(name + ".")
                        .stateTopic(name + "-state")
                        .heartbeatInterval(Duration.ofMillis(100))
                        .build())
                .listener(recording)
                .build();
        relay.start();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        return relay;
    }

    /** The aggregate ids in Kafka, once it holds this one. */
    private List<String> arrived(String aggregateId) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), name + "[.].*")) {
            return records
                    .await(all -> all.stream().anyMatch(record -> record.key().equals(aggregateId)), LIMIT)
                    .stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }

    private long horizon() {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), name + "-state")) {
            return records.awaitEnd(LIMIT).stream()
                    .filter(record -> record.key().endsWith("/cursor"))
                    .reduce((earlier, later) -> later)
                    .map(record ->
                            DurableCursor.decode(record.value()).horizon().xmin())
                    .orElseThrow();
        }
    }

    private static void insert(TestDatabase database, String aggregateId) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select outbox.publish('order', '" + aggregateId + "', 'Placed', '{}')");
        }
    }

    /** Hands out that many xids, and returns the last one. */
    private static long burn(TestDatabase database, int xids) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            long last = 0;
            for (int i = 0; i < xids; i++) {
                try (ResultSet row = statement.executeQuery("select pg_current_xact_id()::text::bigint")) {
                    row.next();
                    last = row.getLong(1);
                }
            }
            return last;
        }
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Process copying = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(copying.waitFor()).isZero();
    }
}

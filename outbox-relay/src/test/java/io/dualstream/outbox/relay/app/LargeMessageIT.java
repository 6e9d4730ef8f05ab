package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real process with 256 MB of heap, and somebody who writes logical messages that exceed it. */
class LargeMessageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MESSAGE_MB = 300;
    private static final String STRANGER = "stranger_with_large_messages";

    /** The oldest version and the latest. */
    @ParameterizedTest
    @EnumSource(
            value = PostgresVersion.class,
            names = {"V15", "V18"})
    void aMessageThatExceedsTheHeapCostsOneRecoveryAndNoEvent(PostgresVersion version) throws SQLException {
        try (TestPostgres postgres = TestPostgres.builder().version(version).start()) {
            TestDatabase database = postgres.createDatabase("messages_" + version.major());
            database.execute("create role " + STRANGER + " login password 'x'");
            TestDatabase stranger = new TestDatabase(database.name(), database.jdbcUrl(), STRANGER, "x");
            try (RelayProcess relay = on(database).start().awaitReady()) {
                database.execute(events(0, 10));
                assertThat(numbers(database, 10)).isEqualTo(range(10));

                database.execute(events(10, 20));
                stranger.execute(message());
                database.execute(events(20, 30));
                String line = relay.awaitLog("Recovering from the table: the WAL after ");
                database.execute(events(30, 40));

                assertThat(line)
                        .contains("cannot be read: 3 streams in a row ended there")
                        .contains("OutOfMemoryError")
                        .contains("is given up")
                        .contains("revoke execute on function pg_logical_emit_message(...) from public");
                assertThat(numbers(database, 40)).as(relay.log()).isEqualTo(range(40));
                await().atMost(PATIENCE).until(relay::isReady);
                assertThat(relay.get("/status").body())
                        .contains("\"slotsGivenUp\":1")
                        .contains("\"recoveries\":1");
                assertThat(relay.get("/metrics").body()).contains("outbox_relay_slots_given_up_total 1.0");

                database.execute("begin; " + events(40, 50) + "; " + message() + "; " + events(50, 60) + "; commit");
                database.execute(events(60, 70));

                assertThat(numbers(database, 70)).as(relay.log()).isEqualTo(range(70));
                await().atMost(PATIENCE)
                        .until(() -> relay.get("/status").body().contains("\"slotsGivenUp\":2") && relay.isReady());
                relay.terminate();
                assertThat(relay.awaitExit()).isZero();
            }
            assertThat(settled(database)).isEqualTo(range(70));
        }
    }

    private static RelayProcess.Builder on(TestDatabase database) {
        return RelayProcess.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(SharedServers.kafka().bootstrapServers())
                .environment("OUTBOX_RELAY_NAME", database.name())
                .environment("OUTBOX_RELAY_KAFKA_TOPIC_PREFIX", database.name() + ".");
    }

    private static String message() {
        return "select pg_logical_emit_message(true, 'x', repeat('A', " + MESSAGE_MB + " * 1024 * 1024))";
    }

    private static String events(int from, int to) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " select 'order', 'one key', 'Placed', to_json(n) from generate_series(" + from + ", " + (to - 1)
                + ") n";
    }

    private static List<Integer> numbers(TestDatabase database, int count) {
        try (KafkaRecords records = records(database)) {
            return records.await(count, PATIENCE).stream()
                    .map(record -> Integer.valueOf(String.valueOf(KafkaRecords.text(record))))
                    .toList();
        }
    }

    private static List<Integer> settled(TestDatabase database) {
        try (KafkaRecords records = records(database)) {
            return records.awaitEnd(PATIENCE).stream()
                    .map(record -> Integer.valueOf(String.valueOf(KafkaRecords.text(record))))
                    .toList();
        }
    }

    private static KafkaRecords records(TestDatabase database) {
        return KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), database.name() + "[.]order");
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}

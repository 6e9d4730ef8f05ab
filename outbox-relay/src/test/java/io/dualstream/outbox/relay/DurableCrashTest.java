package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A server that crashes puts its slots back to where they were saved last. */
@OutboxServers
class DurableCrashTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String NAME = "crash";

    private final TestKafka kafka;

    DurableCrashTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void publishesOnceWhatASlotPutBackBringsAgain() throws Exception {
        try (TestPostgres postgres = TestPostgres.start()) {
            TestDatabase shop = postgres.createDatabase();
            List<String> events = List.of("1", "2", "3");
            for (String event : events) {
                try (Relay relay = start(shop)) {
                    insert(shop, event);
                    arrived(event);
                    // a heartbeat takes the slot past it
                    long end = number(shop, "select pg_current_wal_lsn() - '0/0'");
                    await().atMost(LIMIT)
                            .until(() ->
                                    number(shop, "select confirmed_flush_lsn - '0/0' from pg_replication_slots") > end);
                }
            }
            postgres.stopImmediately();
            postgres.restart();
            try (Relay relay = start(shop)) {
                insert(shop, "4");
                assertThat(arrived("4")).containsExactly("1", "2", "3", "4");
            }
        }
    }

    private Relay start(TestDatabase database) throws InterruptedException {
        Recording recording = new Recording();
        Relay relay = Relay.builder(RelaySettings.builder()
                        .postgres(database.jdbcUrl(), database.username(), database.password())
                        .name(NAME)
                        .kafka(kafka.bootstrapServers())
                        .topicPrefix(NAME + ".")
                        .stateTopic(NAME + "-state")
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
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), NAME + "[.].*")) {
            return records
                    .await(all -> all.stream().anyMatch(record -> record.key().equals(aggregateId)), LIMIT)
                    .stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }

    private static void insert(TestDatabase database, String aggregateId) throws SQLException {
        database.execute("select outbox.publish('order', '" + aggregateId + "', 'Placed', '{}')");
    }

    private static long number(TestDatabase database, String sql) throws SQLException {
        return Long.parseLong(database.value(sql));
    }
}

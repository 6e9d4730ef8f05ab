package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** The durable path on real servers: what arrives in Kafka is what was committed, once, through every start and stop. */
@OutboxServers
class DurablePathTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final TestKafka kafka;
    private final int number = NEXT.incrementAndGet();
    private final String slot = "slot_" + number;
    private final String prefix = "t" + number + ".";
    private final Recording recording = new Recording();
    private final TestDatabase database;

    DurablePathTest(TestKafka kafka, TestDatabase database) {
        this.kafka = kafka;
        this.database = database;
    }

    private RelaySettingsBuilder settings() {
        return RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name("relay" + number)
                .slot(slot)
                .kafka(kafka.bootstrapServers())
                .topicPrefix(prefix)
                .heartbeatInterval(Duration.ofMillis(300))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    }

    private Relay start(RelaySettingsBuilder settings) throws InterruptedException {
        Relay relay = Relay.builder(settings.build()).listener(recording).build();
        relay.start();
        recording.await(Path.DURABLE, PathState.RUNNING);
        return relay;
    }

    @Test
    void putsEventsOnTheWireAsCloudEvents() throws Exception {
        try (Relay relay = start(settings())) {
            execute(
                    "insert into outbox.event (id, aggregate_type, aggregate_id, event_type, payload, headers, dataschema)"
                            + " values ('018f0000-0000-7000-8000-000000000001', 'order', 'ä-1', 'OrderPlaced', '{\"n\":  1}',"
                            + " '{\"traceparent\": \"00-1-2-03\", \"b\": \"ü\"}', 'urn:schema:1')");
            ConsumerRecord<String, byte[]> record = arrived(1).get(0);

            assertThat(record.topic()).isEqualTo(prefix + "order");
            assertThat(record.key()).isEqualTo("ä-1");
            assertThat(KafkaRecords.text(record)).isEqualTo("{\"n\":  1}");
            Map<String, String> headers = headers(record);
            assertThat(Instant.parse(headers.remove("ce_time")))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(headers)
                    .isEqualTo(Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "018f0000-0000-7000-8000-000000000001",
                            "ce_source", "/" + database.name() + "/outbox",
                            "ce_type", "OrderPlaced",
                            "ce_subject", "ä-1",
                            "ce_dataschema", "urn:schema:1",
                            "content-type", "application/json",
                            "traceparent", "00-1-2-03",
                            "b", "ü"));
            assertThat(relay.status().durable().publishedEvents()).isEqualTo(1);
        }
    }

    @Test
    void carriesBinaryPayloadsTombstonesAndKeys() throws Exception {
        try (Relay relay = start(settings())) {
            execute(
                    "insert into outbox.event (aggregate_type, aggregate_id, event_type, key, content_type, payload_binary)"
                            + " values ('a', '1', 'Binary', 'other key', 'application/x-protobuf', '\\x00ff10'::bytea)");
            execute("insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('a', '2', 'Gone')");
            List<ConsumerRecord<String, byte[]>> records = arrived(2);

            ConsumerRecord<String, byte[]> binary = ofType(records, "Binary");
            assertThat(binary.key()).isEqualTo("other key");
            assertThat(binary.value()).containsExactly(0x00, 0xff, 0x10);
            assertThat(headers(binary)).containsEntry("content-type", "application/x-protobuf");
            ConsumerRecord<String, byte[]> tombstone = ofType(records, "Gone");
            assertThat(tombstone.value()).isNull();
            assertThat(headers(tombstone)).doesNotContainKey("content-type");
            assertThat(relay.status().durable().state()).isEqualTo(PathState.RUNNING);
        }
    }

    @Test
    void aFirstStartPublishesWhatTheTableHolds() throws Exception {
        insert(0, 50);
        try (Relay relay = start(settings())) {
            insert(50, 60);
            assertThat(numbers(arrived(60))).isEqualTo(range(60));
            assertThat(relay.status().durable().cursor()).contains("finished to");
        }
        assertThat(numbers(settled())).isEqualTo(range(60));
    }

    @Test
    void aStopAndAStartNeitherLoseNorRepeat() throws Exception {
        for (int life = 0; life < 4; life++) {
            insert(life * 10, life * 10 + 5);
            try (Relay relay = start(settings())) {
                insert(life * 10 + 5, life * 10 + 10);
                arrived(life * 10 + 10);
                assertThat(relay.status().durable().waitingFor()).isNull();
            }
        }
        assertThat(numbers(settled())).isEqualTo(range(40));
    }

    @Test
    void aLostSlotIsANonEvent() throws Exception {
        try (Relay relay = start(settings())) {
            insert(0, 20);
            arrived(20);
            assertThat(relay.status().durable().slot()).isEqualTo(slot);
        }
        insert(20, 30);
        execute("select pg_drop_replication_slot('" + slot + "')");
        insert(30, 40);
        try (Relay relay = start(settings())) {
            insert(40, 50);
            assertThat(numbers(arrived(50))).isEqualTo(range(50));
            assertThat(relay.status().durable().state()).isEqualTo(PathState.RUNNING);
        }
        assertThat(numbers(settled())).isEqualTo(range(50));
    }

    @Test
    void aSlotLostWhileStreamingIsANonEvent() throws Exception {
        try (Relay relay = start(settings())) {
            insert(0, 20);
            arrived(20);
            execute("select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '" + slot
                    + "'");
            // the relay may be quicker to come back than we are to drop its slot
            await().atMost(LIMIT).until(() -> dropped(slot));
            insert(20, 30);
            assertThat(numbers(arrived(30))).isEqualTo(range(30));
            assertThat(relay.status().durable().publishedEvents()).isPositive();
        }
        assertThat(numbers(settled())).isEqualTo(range(30));
    }

    private boolean dropped(String name) {
        try {
            execute("select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '" + name
                    + "'");
            execute("select pg_drop_replication_slot('" + name + "')");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Test
    void aBusyDatabaseWithAnIdleOutboxReleasesItsWal() throws Exception {
        execute("create table busy (n int)");
        try (Relay relay = start(settings())) {
            String before = one("select pg_current_wal_lsn()::text");
            execute("insert into busy select generate_series(1, 1000)");
            await().atMost(LIMIT)
                    .until(() -> one("select (confirmed_flush_lsn > '" + before
                                    + "')::text from pg_replication_slots where slot_name = '" + slot + "'")
                            .equals("true"));
            assertThat(relay.status().durable().lagBytes()).isNotNegative();
        }
    }

    @Test
    void atLeastOnceIsAnOption() throws Exception {
        insert(0, 5);
        try (Relay relay = start(settings().delivery(Delivery.AT_LEAST_ONCE))) {
            insert(5, 10);
            assertThat(numbers(arrived(10))).isEqualTo(range(10));
            assertThat(relay.status().durable().publishedEvents()).isEqualTo(5);
        }
    }

    @Test
    void aSlotThatSomebodyElseUsesIsAnErrorThatSaysWho() throws Exception {
        execute("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        Properties replication = new Properties();
        replication.setProperty("user", database.username());
        replication.setProperty("password", database.password());
        replication.setProperty("replication", "database");
        replication.setProperty("preferQueryMode", "simple");
        replication.setProperty("assumeMinServerVersion", "15");
        replication.setProperty("ApplicationName", "somebody else");
        try (Connection other = DriverManager.getConnection(database.jdbcUrl(), replication);
                PGReplicationStream stream = other.unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(slot)
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", "outbox_event")
                        .start();
                Relay relay = Relay.builder(settings().build()).build()) {
            assertThatThrownBy(relay::start)
                    .isInstanceOf(RelayStartException.class)
                    .hasMessageContaining("'" + slot + "' is in use by process")
                    .hasMessageContaining("somebody else");
            assertThat(stream.isClosed()).isFalse();
        }
    }

    @Test
    void aSecondRelayStandsByAndTakesOver() throws Exception {
        Recording second = new Recording();
        try (Relay standby = Relay.builder(settings().build()).listener(second).build()) {
            try (Relay leader = start(settings())) {
                standby.start();
                assertThat(second.await(Path.DURABLE, PathState.STANDBY)).contains("leads");
                insert(0, 10);
                arrived(10);
                assertThat(leader.status().durable().state()).isEqualTo(PathState.RUNNING);
            }
            second.await(Path.DURABLE, PathState.RUNNING);
            insert(10, 20);
            assertThat(numbers(arrived(20))).isEqualTo(range(20));
        }
        assertThat(numbers(settled())).isEqualTo(range(20));
    }

    private void insert(int from, int to) throws SQLException {
        execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " select 'order', 'one key', 'Placed', to_json(n) from generate_series(" + from + ", " + (to - 1)
                + ") n");
    }

    private void execute(String sql) throws SQLException {
        try (Connection c = database.dataSource().getConnection();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private String one(String sql) throws SQLException {
        try (Connection c = database.dataSource().getConnection();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private List<ConsumerRecord<String, byte[]>> arrived(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), pattern())) {
            return records.await(count, LIMIT);
        }
    }

    /** All that is in the topics, after the relay has stopped. */
    private List<ConsumerRecord<String, byte[]>> settled() {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), pattern())) {
            return records.awaitEnd(LIMIT);
        }
    }

    private String pattern() {
        return "t" + number + "[.].*";
    }

    private static List<Integer> numbers(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> Integer.valueOf(String.valueOf(KafkaRecords.text(record))))
                .toList();
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static ConsumerRecord<String, byte[]> ofType(List<ConsumerRecord<String, byte[]>> records, String type) {
        return records.stream()
                .filter(record -> type.equals(KafkaRecords.header(record, "ce_type")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(h -> headers.put(h.key(), String.valueOf(KafkaRecords.header(record, h.key()))));
        return headers;
    }
}

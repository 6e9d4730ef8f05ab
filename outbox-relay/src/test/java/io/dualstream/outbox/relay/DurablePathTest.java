package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** The durable path on real servers: what arrives in Kafka is what was committed, once, through every start and stop. */
@OutboxServers
class DurablePathTest {

    private final DurableScene scene;

    DurablePathTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void putsEventsOnTheWireAsCloudEvents() throws Exception {
        try (Relay relay = scene.start()) {
            scene.database.execute(
                    "insert into outbox.event (id, aggregate_type, aggregate_id, event_type, payload, headers, dataschema)"
                            + " values ('018f0000-0000-7000-8000-000000000001', 'order', 'ä-1', 'OrderPlaced', '{\"n\":  1}',"
                            + " '{\"traceparent\": \"00-1-2-03\", \"b\": \"ü\"}', 'urn:schema:1')");
            ConsumerRecord<String, byte[]> record = scene.arrived(1).get(0);

            assertThat(record.topic()).isEqualTo(scene.prefix + "order");
            assertThat(record.key()).isEqualTo("ä-1");
            assertThat(KafkaRecords.text(record)).isEqualTo("{\"n\":  1}");
            Map<String, String> headers = headers(record);
            assertThat(Instant.parse(headers.remove("ce_time")))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(headers)
                    .isEqualTo(Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "018f0000-0000-7000-8000-000000000001",
                            "ce_source", "/" + scene.database.name() + "/outbox",
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
        try (Relay relay = scene.start()) {
            scene.database.execute(
                    "insert into outbox.event (aggregate_type, aggregate_id, event_type, key, content_type, payload_binary)"
                            + " values ('a', '1', 'Binary', 'other key', 'application/x-protobuf', '\\x00ff10'::bytea)");
            scene.database.execute(
                    "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('a', '2', 'Gone')");
            List<ConsumerRecord<String, byte[]>> records = scene.arrived(2);

            ConsumerRecord<String, byte[]> binary = ofType(records, "Binary");
            assertThat(binary.key()).isEqualTo("other key");
            assertThat(binary.value()).containsExactly(0x00, 0xff, 0x10);
            assertThat(headers(binary)).containsEntry("content-type", "application/x-protobuf");
            ConsumerRecord<String, byte[]> tombstone = ofType(records, "Gone");
            assertThat(tombstone.value()).isNull();
            assertThat(headers(tombstone)).doesNotContainKey("content-type");
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
        }
    }

    @Test
    void aFirstStartPublishesWhatTheTableHolds() throws Exception {
        scene.insert(0, 50);
        try (Relay relay = scene.start()) {
            scene.insert(50, 60);
            assertThat(numbers(scene.arrived(60))).isEqualTo(range(60));
            assertThat(relay.status().durable().cursor()).contains("finished to");
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(60));
    }

    @Test
    void aStopAndAStartNeitherLoseNorRepeat() throws Exception {
        for (int life = 0; life < 4; life++) {
            scene.insert(life * 10, life * 10 + 5);
            try (Relay relay = scene.start()) {
                scene.insert(life * 10 + 5, life * 10 + 10);
                scene.arrived(life * 10 + 10);
                assertThat(relay.status().durable().waitingFor()).isNull();
                assertThat(relay.status().durable().recoveries()).isZero();
            }
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(40));
    }

    @Test
    void aBusyDatabaseWithAnIdleOutboxReleasesItsWal() throws Exception {
        scene.database.execute("create table busy (n int)");
        try (Relay relay = scene.start()) {
            String before = scene.database.value("select pg_current_wal_lsn()::text");
            scene.database.execute("insert into busy select generate_series(1, 1000)");
            await().atMost(DurableScene.LIMIT)
                    .until(() -> scene.database
                            .value("select (confirmed_flush_lsn > '" + before
                                    + "')::text from pg_replication_slots where slot_name = '" + scene.slot + "'")
                            .equals("true"));
            assertThat(relay.status().durable().lagBytes()).isNotNegative();
        }
    }

    @Test
    void atLeastOnceIsAnOption() throws Exception {
        scene.insert(0, 5);
        try (Relay relay = scene.start(scene.settings().delivery(Delivery.AT_LEAST_ONCE))) {
            scene.insert(5, 10);
            assertThat(numbers(scene.arrived(10))).isEqualTo(range(10));
            assertThat(relay.status().durable().publishedEvents()).isEqualTo(10);
        }
    }

    @Test
    void aSlotThatSomebodyElseUsesIsAnErrorThatSaysWho() throws Exception {
        scene.database.execute("select pg_create_logical_replication_slot('" + scene.slot + "', 'pgoutput')");
        Properties replication = new Properties();
        replication.setProperty("user", scene.database.username());
        replication.setProperty("password", scene.database.password());
        replication.setProperty("replication", "database");
        replication.setProperty("preferQueryMode", "simple");
        replication.setProperty("assumeMinServerVersion", "15");
        replication.setProperty("ApplicationName", "somebody else");
        try (Connection other = DriverManager.getConnection(scene.database.jdbcUrl(), replication);
                PGReplicationStream stream = other.unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName(scene.slot)
                        .withSlotOption("proto_version", 1)
                        .withSlotOption("publication_names", "outbox_event")
                        .start();
                Relay relay = Relay.builder(scene.settings().build()).build()) {
            assertThatThrownBy(relay::start)
                    .isInstanceOf(RelayStartException.class)
                    .hasMessageContaining("'" + scene.slot + "' is in use by process")
                    .hasMessageContaining("somebody else");
            assertThat(stream.isClosed()).isFalse();
        }
    }

    @Test
    void aSecondRelayStandsByAndTakesOver() throws Exception {
        Recording second = new Recording();
        try (Relay standby =
                Relay.builder(scene.settings().build()).listener(second).build()) {
            try (Relay leader = scene.start()) {
                standby.start();
                assertThat(second.await(RelayStatus.Path.DURABLE, RelayStatus.State.STANDBY))
                        .contains("leads");
                scene.insert(0, 10);
                scene.arrived(10);
                assertThat(leader.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
            }
            second.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
            scene.insert(10, 20);
            assertThat(numbers(scene.arrived(20))).isEqualTo(range(20));
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(20));
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

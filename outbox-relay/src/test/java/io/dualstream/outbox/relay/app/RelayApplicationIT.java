package io.dualstream.outbox.relay.app;

import static io.dualstream.outbox.testkit.KafkaRecords.header;
import static io.dualstream.outbox.testkit.KafkaRecords.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The real process, on real servers, from a plain INSERT to Kafka and Redis. */
@OutboxServers
class RelayApplicationIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void deliversWhatPlainSqlCommitted(TestDatabase database) {
        try (RelayProcess relay = on(database).start().awaitReady()) {
            insert(database, "invoice", 1);

            ConsumerRecord<String, byte[]> event =
                    consume("outbox.event.invoice", 1).get(0);
            assertThat(event.key()).isEqualTo("1");
            assertThat(text(event)).isEqualTo("{\"n\": 1}");
            assertThat(header(event, "ce_type")).isEqualTo("Placed");
            assertThat(header(event, "ce_subject")).isEqualTo("1");
            assertThat(header(event, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(event, "content-type")).isEqualTo("application/json");

            assertThat(live("outbox:stream:invoice"))
                    .contains(header(event, "ce_id"), "\"subject\":\"1\"")
                    .doesNotContain("\"data\"");

            assertThat(relay.get("/status").body()).contains("\"publishedEvents\":1", "\"pushedEvents\":1");
            assertThat(relay.get("/metrics").body())
                    .contains("outbox_relay_published_total 1.0", "outbox_relay_pushed_total 1.0")
                    .contains("outbox_relay_state{path=\"durable\",state=\"running\"} 1.0");
            assertThat(relay.log()).doesNotContain(" WARN ", " ERROR ");
        }
    }

    @Test
    void sigtermDrainsAndExitsWithZeroAndTheNextRelayGoesOnWhereItStopped(TestDatabase database) {
        try (RelayProcess first = on(database).start().awaitReady()) {
            insert(database, "shipment", 500);
            first.terminate();
            assertThat(first.awaitExit()).as(first.log()).isZero();
        }
        insert(database, "shipment", 500);
        try (RelayProcess second = on(database).start().awaitReady()) {
            assertThat(consume("outbox.event.shipment", 1000))
                    .as(second.log())
                    .extracting(event -> header(event, "ce_id"))
                    .doesNotHaveDuplicates()
                    .hasSize(1000);
        }
    }

    @Test
    void sigtermEndsARelayThatWaitsForKafka(TestDatabase database) {
        try (RelayProcess relay = on(database).kafka("localhost:1").start()) {
            relay.awaitLog("Serving");
            assertThat(relay.get("/livez").statusCode()).isEqualTo(200);
            assertThat(relay.isReady()).isFalse();
            relay.terminate();
            assertThat(relay.awaitExit()).as(relay.log()).isZero();
        }
    }

    @Test
    void makesItsOwnSchemaWhenToldTo(TestPostgres postgres) {
        TestDatabase empty = postgres.createEmptyDatabase();
        try (RelayProcess relay =
                on(empty).environment("OUTBOX_RELAY_MIGRATE", "true").start().awaitReady()) {
            insert(empty, "parcel", 1);
            assertThat(consume("outbox.event.parcel", 1)).as(relay.log()).hasSize(1);
        }
        postgres.dropDatabase(empty);
    }

    @Test
    void saysWhatItIs() {
        try (RelayProcess version =
                RelayProcess.builder().arguments("--version").start()) {
            assertThat(version.awaitExit()).isZero();
            assertThat(version.log()).matches("outbox-relay \\d+\\.\\d+\\.\\d+.*");
        }
        try (RelayProcess help = RelayProcess.builder().arguments("--help").start()) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.log()).contains("OUTBOX_RELAY_POSTGRES_URL", "Exit codes");
        }
    }

    private static RelayProcess.Builder on(TestDatabase database) {
        return RelayProcess.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(SharedServers.kafka().bootstrapServers())
                .redis(SharedServers.redis().url())
                .environment("OUTBOX_RELAY_NAME", database.name())
                .environment("OUTBOX_RELAY_POSTGRES_SLOT", database.name());
    }

    private static void insert(TestDatabase database, String aggregateType, int events) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)
                    select '%s', n::text, 'Placed', format('{"n": %%s}', n)::json from generate_series(1, %d) n
                    """.formatted(aggregateType, events));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> consume(String topic, int events) {
        try (KafkaRecords records = KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), topic)) {
            records.await(events, PATIENCE);
            return records.awaitEnd(PATIENCE);
        }
    }

    private static String live(String stream) {
        return RedisStreamReader.of(SharedServers.redis().url(), stream)
                .await(1, PATIENCE)
                .get(0)
                .fields()
                .getOrDefault("event", "");
    }
}

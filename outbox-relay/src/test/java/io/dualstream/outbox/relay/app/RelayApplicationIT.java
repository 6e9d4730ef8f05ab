package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real process, on real servers, from a plain INSERT to Kafka and Redis. */
class RelayApplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestPostgres postgres;
    private static TestKafka kafka;
    private static TestRedis redis;

    @BeforeAll
    static void startServers() {
        postgres = TestPostgres.start();
        kafka = TestKafka.start();
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopServers() {
        redis.close();
        kafka.close();
        postgres.close();
    }

    @Test
    void deliversWhatPlainSqlCommitted() {
        TestDatabase database = postgres.createDatabase();
        try (RelayProcess relay = on(database).start().awaitReady()) {
            insert(database, "invoice", 1);

            ConsumerRecord<String, String> event =
                    consume("outbox.event.invoice", 1).get(0);
            assertThat(event.key()).isEqualTo("1");
            assertThat(event.value()).isEqualTo("{\"n\": 1}");
            assertThat(header(event, "ce_type")).isEqualTo("Placed");
            assertThat(header(event, "ce_subject")).isEqualTo("1");
            assertThat(header(event, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(event, "content-type")).isEqualTo("application/json");

            String live = awaitStream("outbox:stream:invoice").getBody().get("event");
            assertThat(live)
                    .contains(header(event, "ce_id"), "\"subject\":\"1\"")
                    .doesNotContain("\"data\"");

            assertThat(relay.get("/status").body()).contains("\"publishedEvents\":1", "\"pushedEvents\":1");
            assertThat(relay.get("/metrics").body())
                    .contains("outbox_relay_published_total 1.0", "outbox_relay_pushed_total 1.0")
                    .contains("outbox_relay_state{path=\"durable\",state=\"running\"} 1.0");
        }
    }

    @Test
    void sigtermDrainsAndExitsWithZeroAndTheNextRelayGoesOnWhereItStopped() {
        TestDatabase database = postgres.createDatabase();
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
    void sigtermEndsARelayThatWaitsForKafka() {
        try (RelayProcess relay =
                on(postgres.createDatabase()).kafka("localhost:1").start()) {
            relay.awaitLog("Serving");
            relay.terminate();
            assertThat(relay.awaitExit()).as(relay.log()).isZero();
        }
    }

    @Test
    void makesItsOwnSchemaWhenToldTo() {
        TestDatabase empty = postgres.createEmptyDatabase("migrated");
        try (RelayProcess relay =
                on(empty).environment("OUTBOX_RELAY_MIGRATE", "true").start().awaitReady()) {
            insert(empty, "parcel", 1);
            assertThat(consume("outbox.event.parcel", 1)).as(relay.log()).hasSize(1);
        }
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
                .kafka(kafka.bootstrapServers())
                .redis(redis.url())
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

    /** At least {@code events} records of a {@code read_committed} consumer, and what else comes with the last of them. */
    private static List<ConsumerRecord<String, String>> consume(String topic, int events) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "group.id", "it-" + topic,
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed",
                "metadata.max.age.ms", "500");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (records.size() < events && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        assertThat(records).as(topic).hasSizeGreaterThanOrEqualTo(events);
        return records;
    }

    private static StreamMessage<String, String> awaitStream(String stream) {
        RedisClient client = RedisClient.create(redis.url());
        try (var connection = client.connect()) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                var entries = connection.sync().xrange(stream, Range.unbounded());
                if (!entries.isEmpty()) {
                    return entries.get(0);
                }
            }
            throw new AssertionError("nothing in " + stream);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static String header(ConsumerRecord<String, String> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}

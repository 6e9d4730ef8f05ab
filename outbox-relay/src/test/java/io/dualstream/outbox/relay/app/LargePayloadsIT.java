package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The real process with 256 MB of heap and a backlog of the largest payloads, from the table and from the WAL. */
class LargePayloadsIT {

    private static final int PAYLOAD_BYTES = 900_000;
    private static final int EVENTS = 320;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TestDatabase database = SharedServers.postgres().createDatabase();

    @Test
    void drainsMoreThanItsHeapHolds() throws Exception {
        insert(0);
        drained(EVENTS);
        insert(EVENTS);
        drained(2 * EVENTS);
    }

    /** Once with what a first start finds in the table, once with what the slot brings. */
    private void drained(int events) {
        try (RelayProcess relay = RelayProcess.builder()
                        .postgres(database.jdbcUrl(), database.username(), database.password())
                        .kafka(SharedServers.kafka().bootstrapServers())
                        .environment("OUTBOX_RELAY_NAME", database.name())
                        .environment("OUTBOX_RELAY_KAFKA_TOPIC_PREFIX", database.name() + ".")
                        .start();
                KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.subscribe(Pattern.compile(Pattern.quote(database.name()) + "[.]large"));
            Set<Integer> arrived = new TreeSet<>();
            int records = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (arrived.size() < events && System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    assertThat(record.value()).hasSizeGreaterThan(PAYLOAD_BYTES - 100);
                    arrived.add(Integer.valueOf(record.key()));
                    deadline = System.nanoTime() + PATIENCE.toNanos(); // a busy machine may take long for all of them
                    records++;
                }
            }
            assertThat(arrived).as(relay.log()).hasSize(events);
            assertThat(records).isEqualTo(events);
            assertThat(relay.log()).doesNotContain("OutOfMemoryError", "Java heap space");
            relay.terminate();
            assertThat(relay.awaitExit()).isZero();
        }
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", SharedServers.kafka().bootstrapServers(),
                "group.id", "large",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                "fetch.max.bytes", 8 << 20,
                "metadata.max.age.ms", 500);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void insert(int from) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)
                    select 'large', n::text, 'Large', to_json(ballast)
                      from generate_series(%1$d, %1$d + %2$d - 1) n,
                           (select string_agg(md5(i::text), '') as ballast from generate_series(1, %3$d) i) b
                    """.formatted(from, EVENTS, (PAYLOAD_BYTES - 64) / 32));
        }
    }
}

package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DurablePathTest {

    private static TestPostgres postgres;
    private static TestKafka kafka;

    @BeforeAll
    static void startServers() {
        postgres = TestPostgres.start();
        kafka = TestKafka.start();
    }

    @AfterAll
    static void stopServers() {
        kafka.close();
        postgres.close();
    }

    @Test
    void publishesWhatIsCommitted() throws Exception {
        TestDatabase database = postgres.createDatabase();
        RelaySettings settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(kafka.bootstrapServers())
                .build();
        try (Relay relay = Relay.builder(settings).build()) {
            relay.start();
            try (Connection c = database.dataSource().getConnection();
                    Statement s = c.createStatement()) {
                for (int i = 0; i < 20; i++) {
                    s.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload, headers)"
                            + " values ('order', '" + i + "', 'Placed', '{\"n\": " + i + "}', '{\"a\":\"b\"}')");
                }
            }
            try (var consumer = new KafkaConsumer<>(
                    Map.<String, Object>of(
                            "bootstrap.servers", kafka.bootstrapServers(),
                            "group.id", "t",
                            "metadata.max.age.ms", "500",
                            "auto.offset.reset", "earliest",
                            "isolation.level", "read_committed"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer.subscribe(Pattern.compile("outbox[.]event[.].*"));
                List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
                long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
                while (all.size() < 20 && System.nanoTime() < deadline) {
                    consumer.poll(Duration.ofMillis(200)).forEach(all::add);
                }
                assertThat(all).hasSize(20);
                System.out.println(all.get(3) + new String(all.get(3).value(), StandardCharsets.UTF_8));
                System.out.println(relay.status());
            }
            System.out.println(relay.status());
        }
    }
}

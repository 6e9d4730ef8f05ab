package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka compacts event topics, and then the relay loses its marks: what it can no longer read there, it publishes again. */
@OutboxServers
class CompactedTopicTest {

    /** More than the table's retention, and a day. */
    private static final String LONG = String.valueOf(Duration.ofDays(9).toMillis());

    private static final String NOW = "This recovery publishes into compacted topics";

    private final TestDatabase database;
    private final PrintStream realOut = System.out;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    CompactedTopicTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(log, true, UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(realOut);
        System.out.print(log.toString(UTF_8));
    }

    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void aRecoveryNamesTheTopicsInWhichAnOldEventBecomesTheLast() throws Exception {
        try (TestKafka kafka = TestKafka.start(Map.of("log.cleaner.backoff.ms", "100"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            DurableScene scene = new DurableScene(database, kafka);
            create(admin, scene.prefix + "compacted", Map.of("cleanup.policy", "compact"));
            create(admin, scene.prefix + "both", Map.of("cleanup.policy", "compact,delete"));
            create(admin, scene.prefix + "patient", Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", LONG));
            create(admin, scene.prefix + "deleted", Map.of("cleanup.policy", "delete"));
            try (Relay relay = scene.start()) {
                for (String type : List.of("patient", "deleted", "compacted", "both")) {
                    insert(type, "key", 1);
                    insert(type, "key", 2);
                }
                for (String type : List.of("compacted", "both")) {
                    await().atMost(DurableScene.LIMIT).until(() -> {
                        // Kafka compacts what is behind the segment that it writes to
                        insert(type, "other", 0);
                        return versions(kafka, scene, type).equals(List.of("2"));
                    });
                }
            }
            assertThat(warnings(NOW)).isEmpty();

            admin.deleteTopics(Set.of(scene.stateTopic)).all().get();
            await().atMost(DurableScene.LIMIT)
                    .until(() -> !admin.listTopics().names().get().contains(scene.stateTopic));
            try (Relay relay = scene.start()) {
                insert("deleted", "key", 3);
                await().atMost(DurableScene.LIMIT)
                        .until(() -> versions(kafka, scene, "deleted").contains("3"));
            }

            assertThat(versions(kafka, scene, "compacted")).last().isEqualTo("1");
            assertThat(versions(kafka, scene, "both")).last().isEqualTo("1");
            assertThat(versions(kafka, scene, "patient")).containsExactly("1", "2");
            assertThat(versions(kafka, scene, "deleted")).containsExactly("1", "2", "3");
            assertThat(warnings(NOW))
                    .singleElement()
                    .asString()
                    .contains(scene.prefix + "compacted", scene.prefix + "both", "min.compaction.lag.ms")
                    .doesNotContain(scene.prefix + "patient", scene.prefix + "deleted");
            assertThat(warnings(
                            "Event topics are compacted: [" + scene.prefix + "both, " + scene.prefix + "compacted]"))
                    .as("once for each life of the relay")
                    .hasSize(2);
        }
    }

    private static void create(Admin admin, String topic, Map<String, String> config) throws Exception {
        NewTopic request = new NewTopic(topic, 1, (short) 1);
        request.configs(new HashMap<>(config));
        request.configs().put("segment.ms", "50");
        request.configs().put("min.cleanable.dirty.ratio", "0.001");
        admin.createTopics(Set.of(request)).all().get();
    }

    private void insert(String type, String key, int version) throws SQLException {
        database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) values ('" + type
                + "', '" + key + "', 'Changed', '" + version + "')");
    }

    /** The versions of the key that the topic holds, in order. */
    private static List<String> versions(TestKafka kafka, DurableScene scene, String type) {
        try (KafkaRecords records =
                KafkaRecords.committed(kafka.bootstrapServers(), scene.prefix.replace(".", "[.]") + type)) {
            return records.awaitEnd(DurableScene.LIMIT).stream()
                    .filter(record -> record.key().equals("key"))
                    .map(record -> String.valueOf(KafkaRecords.text(record)))
                    .toList();
        }
    }

    private List<String> warnings(String sentence) {
        return log.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("WARN") && line.contains(sentence))
                .toList();
    }
}

package io.dualstream.outbox.relay;

import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;

/** A database, topics of its own and a relay between them: what tests of dead letters do and look at. */
final class DeadLetterScene {

    static final Duration LIMIT = Duration.ofMinutes(3);
    /** What a small topic takes; events are small or ten times that. */
    static final int SMALL_BYTES = 2_000;

    private static final AtomicInteger NEXT = new AtomicInteger();

    final int number = NEXT.incrementAndGet();
    final String prefix = "d" + number + ".";
    final Recording recording = new Recording();
    final TestDatabase database;
    private final TestKafka kafka;

    DeadLetterScene(TestDatabase database, TestKafka kafka) {
        this.database = database;
        this.kafka = kafka;
    }

    RelaySettingsBuilder settings(DeadLetters.Policy policy) {
        return RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name("dead" + number)
                .slot("dead_" + number)
                .kafka(kafka.bootstrapServers())
                .topicPrefix(prefix)
                .heartbeatInterval(Duration.ofMillis(300))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(200))
                .deadLetterPolicy(policy);
    }

    Relay start(RelaySettingsBuilder settings) throws InterruptedException {
        Relay relay = Relay.builder(settings.build()).listener(recording).build();
        relay.start();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        return relay;
    }

    /** A topic with one partition, so that the order of all events shows. */
    void createTopic(String aggregateType, int limitBytes) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic(prefix + aggregateType, 1, (short) 1)
                            .configs(Map.of("max.message.bytes", String.valueOf(limitBytes)))))
                    .all()
                    .get();
        }
    }

    void setLimit(String aggregateType, int limitBytes) throws Exception {
        ConfigEntry limit = new ConfigEntry("max.message.bytes", String.valueOf(limitBytes));
        Collection<AlterConfigOp> change = List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET));
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.TOPIC, prefix + aggregateType), change))
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** Events in one transaction, {@code key=name} each; a name that begins with BIG makes one that a small topic refuses. */
    void publish(String aggregateType, String... keysAndNames) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String event : keysAndNames) {
            String key = event.substring(0, event.indexOf('='));
            String name = event.substring(event.indexOf('=') + 1);
            // incompressible, so that the broker finds it too large too
            String ballast = name.startsWith("BIG")
                    ? "(select string_agg(md5(random()::text), '') from generate_series(1, " + SMALL_BYTES * 10 / 32
                            + "))"
                    : "''";
            rows.add("('" + aggregateType + "', '" + key + "', '" + name + "', to_json((" + ballast + ")::text))");
        }
        database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) values "
                + String.join(", ", rows));
    }

    /** Names of events, in the order in which Kafka has them. */
    List<String> arrived(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), "d" + number + "[.].*")) {
            return names(records.await(count, LIMIT));
        }
    }

    /** The same, once there are so many different ones: at least once, some come again. */
    List<String> arrivedAtLeastOnce(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), "d" + number + "[.].*")) {
            return names(records.await(all -> names(all).stream().distinct().count() >= count, LIMIT)).stream()
                    .distinct()
                    .toList();
        }
    }

    /** All that is in the topics, after the relay has stopped. */
    List<String> settled() {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), "d" + number + "[.].*")) {
            return names(records.awaitEnd(LIMIT));
        }
    }

    static List<String> names(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> String.valueOf(KafkaRecords.header(record, "ce_type")))
                .toList();
    }

    /** The letter of that name, once it is in that state. */
    DeadLetter letter(Relay relay, String name, DeadLetters.State state) {
        return await().atMost(LIMIT)
                .until(
                        () -> relay.deadLetters().list(0, 1000).stream()
                                .filter(letter -> letter.event().eventType().equals(name) && letter.state() == state)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}

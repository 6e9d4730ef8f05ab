package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker that shuts down can call a transaction complete and leave it open in its partitions. Such logs are made here
 * by hand: the real thing needs the right millisecond.
 */
@OutboxServers
class HangingTransactionTest {

    private static final String NAME = "hanging";
    private static final String STATE = NAME + "-state";
    private static final String EVENTS = NAME + ".order";
    private static final String SLOT = "hanging_slot";

    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Incompressible, so that the broker finds it too large, too. */
    private static final String LARGE =
            "to_json((select string_agg(md5(random()::text), '') from generate_series(1, 600))::text)";

    private final TestDatabase database;

    HangingTransactionTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS + " " + STATE, EVENTS})
    @SuppressWarnings("try") // a relay does its work by being open
    void publishesItsEventsOnce(String topics) throws Exception {
        try (TestKafka kafka = TestKafka.start(Map.of("num.partitions", "1"))) {
            try (Relay relay = start(kafka)) {
                insert("1");
                arrived(kafka, "1");
            }
            UUID second = insert("2");
            leaveOpen(kafka, Set.of(topics.split(" ")), second);
            try (Relay relay = start(kafka)) {
                insert("3");
                assertThat(arrived(kafka, "3")).containsExactly("1", "2", "3");
            }
        }
    }

    /** The transaction of a retry: PostgreSQL calls the letter published, as Kafka said. */
    @ParameterizedTest
    @ValueSource(strings = {EVENTS + " " + STATE, EVENTS})
    @SuppressWarnings("try") // a relay does its work by being open
    void publishesARetriedDeadLetterOnce(String topics) throws Exception {
        try (TestKafka kafka = TestKafka.start(Map.of("num.partitions", "1"))) {
            UUID left;
            try (Relay relay = start(kafka)) {
                left = makeTwoDeadLetters(relay, kafka);
                setLimit(kafka, 1 << 20);
                DeadLetter really = letter(relay, "2");
                relay.deadLetters().retry(really.number());
                arrived(kafka, "2");
                await().atMost(LIMIT).until(() -> letter(relay, "2").state() == DeadLetters.State.PUBLISHED);
            }
            callThirdPublished();
            leaveOpen(kafka, Set.of(topics.split(" ")), left);
            try (Relay relay = start(kafka)) {
                insert("4");
                assertThat(arrived(kafka, "4")).containsExactly("1", "2", "3", "4");
                assertThat(letter(relay, "3").state()).isEqualTo(DeadLetters.State.PUBLISHED);
            }
        }
    }

    /** The topics hold the letter under a topic that an operator chose. */
    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void aLetterInATopicOfTheOperatorsIsFoundThere() throws Exception {
        String elsewhere = NAME + ".elsewhere";
        try (TestKafka kafka = TestKafka.start(Map.of("num.partitions", "1"))) {
            UUID left;
            try (Relay relay = start(kafka)) {
                left = makeTwoDeadLetters(relay, kafka);
                for (String aggregateId : List.of("2", "3")) {
                    database.execute("select outbox.edit_dead_letter("
                            + letter(relay, aggregateId).number() + ", topic => '" + elsewhere + "')");
                }
                relay.deadLetters().retry(letter(relay, "2").number());
                await().atMost(LIMIT).until(() -> letter(relay, "2").state() == DeadLetters.State.PUBLISHED);
            }
            callThirdPublished();
            leaveOpen(kafka, Set.of(elsewhere), left);
            try (Relay relay = start(kafka)) {
                insert("4");
                arrived(kafka, "3");
                await().atMost(LIMIT).until(() -> letter(relay, "3").state() == DeadLetters.State.PUBLISHED);
                assertThat(arrived(kafka, "4")).containsExactlyInAnyOrder("1", "2", "3", "4");
            }
        }
    }

    /** So many letters are refused again that it takes several turns; what follows must not overtake any. */
    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void lettersThatAreRefusedOnceMoreAreNotOvertaken() throws Exception {
        int letters = 300;
        try (TestKafka kafka = TestKafka.start(Map.of("num.partitions", "1"))) {
            UUID left;
            try (Relay relay = start(kafka)) {
                insert("1");
                arrived(kafka, "1");
                setLimit(kafka, 2_000);
                database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                        + " select 'order', 'L-' || n, 'First', to_json((select string_agg(md5((random() + n + i)::text), '')"
                        + " from generate_series(1, 600) i)::text) from generate_series(2, " + letters + ") n");
                left = insert("L-1", LARGE);
                await().atMost(LIMIT).until(() -> relay.status().durable().deadLetters() == letters);
            }
            database.execute("update outbox.dead_letter set state = 'published', resolved_at = clock_timestamp()");
            leaveOpen(kafka, Set.of(EVENTS), left);
            database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " select 'order', 'L-' || n, 'Second', '{}' from generate_series(1, " + letters + ") n");
            insert("4");
            try (Relay relay = start(kafka)) {
                arrived(kafka, "4");
                setLimit(kafka, 1 << 20);
                database.execute("select outbox.retry_dead_letters()");
                await().atMost(LIMIT)
                        .until(() -> database.value(
                                        "select count(*) from outbox.dead_letter where state <> 'published'")
                                .equals("0"));
            }
            try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), NAME + "[.].*")) {
                Map<String, List<String>> types = records.awaitEnd(LIMIT).stream()
                        .filter(record -> record.key().startsWith("L-"))
                        .collect(Collectors.groupingBy(
                                ConsumerRecord::key,
                                Collectors.mapping(
                                        record -> String.valueOf(KafkaRecords.header(record, "ce_type")),
                                        Collectors.toList())));
                assertThat(types).hasSize(letters);
                assertThat(types.values())
                        .allSatisfy(of -> assertThat(of).endsWith("Second").hasSize(2));
            }
        }
    }

    /** One event in the topic, and then two letters, 2 and 3; returns the id of 3. */
    private UUID makeTwoDeadLetters(Relay relay, TestKafka kafka) throws Exception {
        insert("1");
        arrived(kafka, "1");
        setLimit(kafka, 2_000);
        insert("2", LARGE);
        UUID third = insert("3", LARGE);
        await().atMost(LIMIT).until(() -> relay.status().durable().deadLetters() == 2);
        return third;
    }

    /** As the relay does when Kafka reports the commit of a retry. */
    private void callThirdPublished() throws SQLException {
        database.execute("update outbox.dead_letter set state = 'published', resolved_at = clock_timestamp()"
                + " where aggregate_id = '3'");
    }

    private static DeadLetter letter(Relay relay, String aggregateId) {
        return relay.deadLetters().list(0, 10).stream()
                .filter(letter -> letter.event().aggregateId().equals(aggregateId))
                .findFirst()
                .orElseThrow();
    }

    private static void setLimit(TestKafka kafka, int bytes) throws Exception {
        Collection<AlterConfigOp> change = List.of(new AlterConfigOp(
                new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, EVENTS), change))
                    .all()
                    .get();
        }
    }

    /** As if the second event's transaction had been called complete without a marker in {@code topics}. */
    private static void leaveOpen(TestKafka kafka, Set<String> topics, UUID event) throws Exception {
        String transactionalId = NAME + "-" + SLOT;
        TransactionDescription producer;
        Path logs;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            producer = admin.describeTransactions(Set.of(transactionalId))
                    .description(transactionalId)
                    .get();
            Map<String, LogDirDescription> directories = admin.describeLogDirs(List.of(1))
                    .descriptions()
                    .values()
                    .iterator()
                    .next()
                    .get();
            logs = Path.of(directories.keySet().iterator().next());
        }
        kafka.stop();
        for (String topic : topics) {
            append(logs.resolve(topic + "-0").resolve("00000000000000000000.log"), producer, event);
        }
        kafka.restart();
    }

    private static void append(Path log, TransactionDescription producer, UUID event) throws IOException {
        long end = 0;
        int leaderEpoch = 0;
        try (FileRecords records = FileRecords.open(log.toFile(), false)) {
            for (FileChannelRecordBatch batch : records.batches()) {
                end = batch.nextOffset();
                leaderEpoch = batch.partitionLeaderEpoch();
            }
        }
        Header[] headers = {new RecordHeader("ce_id", event.toString().getBytes(UTF_8))};
        MemoryRecords open = MemoryRecords.withTransactionalRecords(
                end,
                Compression.NONE,
                producer.producerId(),
                (short) producer.producerEpoch(),
                0,
                leaderEpoch,
                new SimpleRecord(System.currentTimeMillis(), "2".getBytes(UTF_8), "{}".getBytes(UTF_8), headers));
        byte[] bytes = new byte[open.sizeInBytes()];
        open.buffer().get(bytes);
        Files.write(log, bytes, StandardOpenOption.APPEND);
    }

    private Relay start(TestKafka kafka) throws InterruptedException {
        Recording recording = new Recording();
        Relay relay = Relay.builder(RelaySettings.builder()
                        .postgres(database.jdbcUrl(), database.username(), database.password())
                        .name(NAME)
                        .slot(SLOT)
                        .kafka(kafka.bootstrapServers())
                        .topicPrefix(NAME + ".")
                        .stateTopic(STATE)
                        .build())
                .listener(recording)
                .build();
        relay.start();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        return relay;
    }

    /** The aggregate ids in Kafka, once it holds this one. */
    private static List<String> arrived(TestKafka kafka, String aggregateId) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), NAME + "[.].*")) {
            return records
                    .await(all -> all.stream().anyMatch(record -> aggregateId.equals(record.key())), LIMIT)
                    .stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }

    private UUID insert(String aggregateId) throws SQLException {
        return insert(aggregateId, "'{}'");
    }

    private UUID insert(String aggregateId, String payload) throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into outbox.event (id, aggregate_type, aggregate_id, event_type, payload) values ('" + id
                            + "', 'order', '" + aggregateId + "', 'Placed', " + payload + ")");
        }
        return id;
    }
}

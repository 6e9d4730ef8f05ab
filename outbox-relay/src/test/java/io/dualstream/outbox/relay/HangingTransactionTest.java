package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
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
                    .await(
                            all -> all.stream().anyMatch(record -> aggregateId.equals(record.key())),
                            Duration.ofMinutes(3))
                    .stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }

    private UUID insert(String aggregateId) throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into outbox.event (id, aggregate_type, aggregate_id, event_type, payload) values ('" + id
                            + "', 'order', '" + aggregateId + "', 'Placed', '{}')");
        }
        return id;
    }
}

package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import io.lettuce.core.RedisClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each difference is made by hand, and found. */
@OutboxServers
class ReconcileTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int EVENTS = 40;

    private final TestKafka kafka;
    private final TestDatabase database;
    private final TestRedis redis = TestRedis.start();
    private final RelaySettings settings;

    ReconcileTest(TestKafka kafka, TestDatabase database) {
        this.kafka = kafka;
        this.database = database;
        this.settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name(database.name())
                .slot(database.name())
                .kafka(kafka.bootstrapServers())
                .topicPrefix(database.name() + ".")
                .redis(redis.url())
                .heartbeatInterval(Duration.ofMillis(100))
                .build();
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    /** Returns when the relay has said that it has them all. */
    private void publish(boolean mark) throws SQLException {
        try (Relay relay = Relay.builder(settings).build()) {
            relay.start();
            await().atMost(LIMIT).until(() -> relay.status().live().state() == RelayStatus.State.RUNNING);
            for (int i = 0; i < EVENTS; i++) {
                database.execute(insertion("A-" + i % 7, "{\"n\": " + i + "}"));
            }
            RedisStreamReader.of(redis.url(), "outbox:stream:order").await(EVENTS, LIMIT);
            try (KafkaRecords records = records()) {
                records.await(EVENTS, LIMIT);
            }
            if (mark) {
                await().atMost(LIMIT).until(() -> settled() > lastXid());
            }
        }
    }

    /** The event that Redis got last is never said to be settled, so there is one more. */
    private long lastXid() throws SQLException {
        return number("select max(xid)::text::bigint - 1 from outbox.event");
    }

    private long settled() throws SQLException {
        return number("select coalesce(outbox.settled_xid()::text::bigint, 0)");
    }

    private Reconciler.Report reconcile() throws Exception {
        return Relay.reconciler(settings).run(Reconciler.Range.Time.all());
    }

    @Test
    void findsThatAllThreeHoldTheSame() throws Exception {
        publish(false);

        Reconciler.Report report = reconcile();

        assertThat(report.differences()).isEmpty();
        assertThat(report.same()).isTrue();
        assertThat(List.of(report.inTable(), report.inKafka(), Objects.requireNonNull(report.inRedis())))
                .containsOnly((long) EVENTS);
        assertThat(List.of(report.pending(), report.notKept(), report.foreign()))
                .containsOnly(0L);

        Reconciler.Report part = Relay.reconciler(settings).run(new Reconciler.Range.Seq(11, 20));
        assertThat(part.same()).isTrue();
        assertThat(List.of(part.inTable(), part.inKafka(), Objects.requireNonNull(part.inRedis())))
                .containsOnly(10L);

        database.execute(insertion("A-1", "{}"));
        Reconciler.Report later = reconcile();
        assertThat(later.same()).as("what the relay has not come to yet").isTrue();
        assertThat(later.pending()).isEqualTo(2);
    }

    @Test
    void findsWhatDiffers() throws Exception {
        publish(true);
        UUID foreign = UUID.randomUUID();
        ConsumerRecord<String, byte[]> first;
        ConsumerRecord<String, byte[]> second;
        try (KafkaRecords records = records()) {
            first = records.await(EVENTS, LIMIT).get(0);
            second = records.all().get(1);
        }
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(copy(first, id(first), first.value())).get();
            producer.send(copy(first, foreign, first.value())).get();
            producer.send(new ProducerRecord<>(first.topic(), "no event", new byte[1]))
                    .get();
        }
        UUID unpublished = UUID.randomUUID();
        // of a transaction that the relay said it has: as if it had lost it
        database.execute("insert into outbox.event (xid, id, aggregate_type, aggregate_id, event_type) values ('3', '"
                + unpublished + "', 'order', 'A-1', 'E')");
        database.execute(
                "alter table outbox.event disable trigger refuse_update; update outbox.event set payload = '{}' where id = '"
                        + id(second) + "'; alter table outbox.event enable trigger refuse_update");
        String deleted = deleteFromRedis(20);

        Reconciler.Report report = reconcile();

        assertThat(report.same()).isFalse();
        assertThat(report.foreign()).isEqualTo(1);
        assertThat(report.counts())
                .isEqualTo(Map.of(Kind.DUPLICATE, 1L, Kind.LEAKED, 1L, Kind.ALTERED, 1L, Kind.LOST, 3L));
        assertThat(report.differences())
                .extracting(difference -> difference.kind() + " " + difference.sink() + " " + difference.id())
                .containsExactlyInAnyOrder(
                        "DUPLICATE kafka " + id(first),
                        "LEAKED kafka " + foreign,
                        "ALTERED kafka " + id(second),
                        "LOST kafka " + unpublished,
                        "LOST redis " + unpublished,
                        "LOST redis " + deleted);
    }

    @Test
    void doesNotMissWhatKafkaHasDeleted() throws Exception {
        publish(true);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            String topic = database.name() + ".order";
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(20)))
                    .all()
                    .get();
        }

        Reconciler.Report report = reconcile();

        assertThat(report.differences()).isEmpty();
        assertThat(report.notKept()).isPositive().isEqualTo(EVENTS - report.inKafka());
    }

    private String deleteFromRedis(int index) {
        RedisStreamReader.Entry entry =
                RedisStreamReader.of(redis.url(), "outbox:stream:order").all().get(index);
        try (RedisClient client = RedisClient.create(redis.url())) {
            client.connect().sync().xdel("outbox:stream:order", entry.id());
        }
        return Objects.requireNonNull(entry.fields().get("event")).replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    private static ProducerRecord<String, byte[]> copy(ConsumerRecord<String, byte[]> record, UUID id, byte[] value) {
        var copy = new ProducerRecord<>(record.topic(), null, record.key(), value);
        Headers headers = copy.headers();
        headers.add("ce_id", id.toString().getBytes(UTF_8));
        headers.add("ce_time", Instant.now().toString().getBytes(UTF_8));
        return copy;
    }

    private static UUID id(ConsumerRecord<String, byte[]> record) {
        return UUID.fromString(String.valueOf(KafkaRecords.header(record, "ce_id")));
    }

    private KafkaRecords records() {
        return KafkaRecords.committed(kafka.bootstrapServers(), database.name() + "\\..*");
    }

    private static String insertion(String aggregateId, String payload) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) values ('order', '"
                + aggregateId + "', 'E', '" + payload + "')";
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(database.value(sql));
    }
}

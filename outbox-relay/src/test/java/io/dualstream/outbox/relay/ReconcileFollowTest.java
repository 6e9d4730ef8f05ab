package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every event belongs to one stretch, and each difference is named in the stretch in which it shows. */
@OutboxServers
class ReconcileFollowTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestKafka kafka;
    private final TestDatabase database;
    private final TestRedis redis = TestRedis.start();
    private final RelaySettings settings;

    ReconcileFollowTest(TestKafka kafka, TestDatabase database) {
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

    @Test
    void eachEventIsInOneStretchHoweverLateItIsCommitted() throws Exception {
        try (Relay relay = started()) {
            insert(3);
            awaitPublished();
            Reconciler.Position before;
            try (Reconciler.Follower follower = follow(null)) {
                Stretch first = follower.next();
                assertThat(first.report().inTable()).as("it begins now").isZero();
                assertThat(first.notes()).singleElement().asString().startsWith("begins at xid ");
                insert(5);
                awaitPublished();
                assertSame(follower.next(), 5, 0);
                assertSame(follower.next(), 0, 0);
            }
            try (Connection writer = database.dataSource().getConnection();
                    Statement statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute(insertion("A-0"));
                try (Reconciler.Follower follower = follow(null)) {
                    follower.next();
                    insert(4);
                    awaitInKafka(12);
                    RedisStreamReader.of(redis.url(), "outbox:stream:order").await(12, LIMIT);
                    Stretch waiting = follower.next();
                    assertSame(waiting, 0, 4);
                    before = waiting.next();
                    assertThat(before.again()).as("what the sinks have already").isNotNull();
                    assertThat(waiting.settledTo()).isBefore(waiting.report().to());
                }
                writer.commit();
            }
            awaitPublished();
            try (Reconciler.Follower successor = follow(before)) {
                Stretch late = successor.next();
                assertSame(late, 5, 0);
                assertThat(late.fromXid()).isEqualTo(before.xid());
                assertThat(late.next().again()).isNull();
                insert(2);
                awaitPublished();
                assertSame(successor.next(), 2, 0);
            }
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
        }
    }

    @Test
    void namesWhatDiffers() throws Exception {
        try (Reconciler.Follower follower = follow(null)) {
            assertThat(follower.next().notes())
                    .containsExactly("relay " + settings.name() + " has not said how far it is");
            try (Relay relay = started()) {
                insert(10);
                awaitPublished();
                assertThat(follower.next().notes()).singleElement().asString().startsWith("begins at xid ");

                insert(10);
                awaitPublished();
                String deleted = deleteFromRedis(15);
                assertThat(differences(follower.next())).containsExactly("LOST redis " + deleted);
                assertSame(follower.next(), 0, 0);

                ConsumerRecord<String, byte[]> old = records(20).get(3);
                UUID leaked = UUID.randomUUID();
                copy(old, id(old));
                copy(old, leaked);
                insert(10);
                awaitPublished();
                Stretch surplus = follower.next();
                assertThat(differences(surplus))
                        .containsExactlyInAnyOrder("DUPLICATE kafka " + id(old), "LEAKED kafka " + leaked);
                assertThat(surplus.report().inKafka()).isEqualTo(10);

                insert(10);
                awaitPublished();
                deleteFromKafka();
                Stretch deletedRecords = follower.next();
                assertThat(deletedRecords.report().differences()).isEmpty();
                assertThat(deletedRecords.report().notKept()).isEqualTo(10);
                assertThat(deletedRecords.report().inRedis()).isEqualTo(10);
                assertThat(deletedRecords.notes())
                        .anySatisfy(note -> assertThat(note)
                                .startsWith("Kafka deleted the records of " + database.name() + ".order-"));

                insert(10);
                awaitPublished();
                assertSame(follower.next(), 10, 0);
                assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
            }
            // what a relay would have lost: it says that it has written an event, and has not
            String lost = database.value("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " values ('order', 'A-1', 'E', '{}') returning id::text");
            database.execute("update outbox.lease set published_xid = pg_snapshot_xmax(pg_current_snapshot())");
            assertThat(differences(follower.next()))
                    .containsExactlyInAnyOrder("LOST kafka " + lost, "LOST redis " + lost);
        }
    }

    @Test
    void goesOnAfterRedisWasAway() throws Exception {
        try (Relay relay = started();
                Reconciler.Follower follower = follow(null)) {
            insert(3);
            awaitPublished();
            follower.next();
            insert(3);
            awaitPublished();
            redis.kill();
            assertThatThrownBy(follower::next).isInstanceOf(IOException.class).hasMessageStartingWith("Redis at ");
            redis.restart();
            await().atMost(LIMIT).until(() -> relay.status().live().state() == RelayStatus.State.RUNNING);
            insert(2);
            awaitPublished();
            Stretch next = follower.next();
            assertThat(next.report().differences()).isEmpty();
            assertThat(next.report().inTable()).isEqualTo(5);
            assertThat(next.report().inKafka()).isEqualTo(5);
        }
    }

    /** Its records hide those behind them, so that nothing is lost, and nothing can be said. */
    @Test
    void waitsBehindSomebodysOpenTransaction() throws Exception {
        try (Relay relay = started();
                Reconciler.Follower follower = follow(null);
                var stranger = new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "transactional.id",
                                database.name() + "-stranger"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            insert(3);
            awaitPublished();
            follower.next();
            stranger.initTransactions();
            stranger.beginTransaction();
            stranger.send(new ProducerRecord<>(database.name() + ".order", "A-0", new byte[1]))
                    .get();
            insert(6);
            awaitPublished();

            Stretch waiting = follower.next();
            assertThat(waiting.report().differences()).isEmpty();
            assertThat(waiting.report().inTable()).isZero();
            assertThat(waiting.report().pending()).isEqualTo(6);
            assertThat(waiting.notes())
                    .singleElement()
                    .asString()
                    .startsWith("waits: an open Kafka transaction hides the records of " + database.name() + ".order-");

            stranger.abortTransaction();
            assertSame(follower.next(), 6, 0);
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
        }
    }

    private Relay started() {
        Relay relay = Relay.builder(settings).build();
        relay.start();
        await().atMost(LIMIT).until(() -> relay.status().live().state() == RelayStatus.State.RUNNING);
        return relay;
    }

    private Reconciler.Follower follow(Reconciler.@Nullable Position after) {
        return Relay.reconciler(settings).follow(after);
    }

    private static void assertSame(Stretch stretch, long events, long pending) {
        assertThat(stretch.report().differences()).isEmpty();
        assertThat(List.of(
                        stretch.report().inTable(),
                        stretch.report().inKafka(),
                        Objects.requireNonNull(stretch.report().inRedis())))
                .as("%s", stretch)
                .containsOnly(events);
        assertThat(stretch.report().pending()).isEqualTo(pending);
        assertThat(stretch.report().notKept()).isZero();
    }

    private static List<String> differences(Stretch stretch) {
        return stretch.report().differences().stream()
                .map(difference -> difference.kind() + " " + difference.sink() + " " + difference.id())
                .toList();
    }

    private void insert(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            database.execute(insertion("A-" + i % 3));
        }
    }

    private static String insertion(String aggregateId) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) values ('order', '"
                + aggregateId + "', 'E', '{}')";
    }

    /** Until the relay has said that it is past all events. */
    private void awaitPublished() throws SQLException {
        String last = database.value("select max(xid)::text from outbox.event");
        await().atMost(LIMIT)
                .until(() -> database.value(
                                "select coalesce(max(published_xid) > '" + last + "', false)::text from outbox.lease")
                        .equals("true"));
    }

    private void awaitInKafka(int count) {
        assertThat(records(count)).hasSize(count);
    }

    private List<ConsumerRecord<String, byte[]>> records(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), database.name() + "\\..*")) {
            return records.await(count, LIMIT);
        }
    }

    private String deleteFromRedis(int index) {
        RedisStreamReader.Entry entry =
                RedisStreamReader.of(redis.url(), "outbox:stream:order").all().get(index);
        try (RedisClient client = RedisClient.create(redis.url())) {
            client.connect().sync().xdel("outbox:stream:order", entry.id());
        }
        return Objects.requireNonNull(entry.fields().get("event")).replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    private void deleteFromKafka() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            String topic = database.name() + ".order";
            TopicDescription found = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            Map<TopicPartition, RecordsToDelete> all = found.partitions().stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition.partition()),
                            partition -> RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }
    }

    private void copy(ConsumerRecord<String, byte[]> record, UUID id) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            var copy = new ProducerRecord<>(record.topic(), null, record.key(), record.value());
            copy.headers().add("ce_id", id.toString().getBytes(UTF_8));
            String time = id.equals(id(record))
                    ? String.valueOf(KafkaRecords.header(record, "ce_time"))
                    : Instant.now().toString();
            copy.headers().add("ce_time", time.getBytes(UTF_8));
            producer.send(copy).get();
        }
    }

    private static UUID id(ConsumerRecord<String, byte[]> record) {
        return UUID.fromString(String.valueOf(KafkaRecords.header(record, "ce_id")));
    }
}

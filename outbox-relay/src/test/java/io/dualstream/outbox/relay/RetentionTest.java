package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relay drops partitions that both streams are past, and no other. */
@OutboxServers
class RetentionTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String OLD = "event_20200101";

    private final TestKafka kafka;
    private final TestDatabase database;
    private final TestRedis redis = TestRedis.start();
    private final Recording recording = new Recording();

    RetentionTest(TestKafka kafka, TestDatabase database) {
        this.kafka = kafka;
        this.database = database;
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    private RelaySettingsBuilder settings() {
        return RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name(database.name())
                .slot(database.name())
                .kafka(kafka.bootstrapServers())
                .topicPrefix(database.name() + ".")
                .redis(redis.url())
                .redisCommandTimeout(Duration.ofMillis(500))
                .retention(Duration.ofDays(7))
                .heartbeatInterval(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(200));
    }

    private Relay start(RelaySettingsBuilder settings) throws InterruptedException {
        Relay relay = Relay.builder(settings.build()).listener(recording).build();
        relay.start();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        return relay;
    }

    @Test
    void dropsWhatBothStreamsHaveAndNotBefore() throws Exception {
        insertIntoAnOldPartition("A-1");
        assertThat(oneByHand("empty_partition('7 days')")).isEqualTo("kept: no relay has said how far it is");

        try (Relay relay = start(settings())) {
            insert("A-2", "2020-01-01 13:00Z");
            insert("A-3", "now");
            awaitDropped();
            assertThat(kafkaSubjects(3)).containsExactlyInAnyOrder("A-1", "A-2", "A-3");
            await().atMost(LIMIT).until(() -> relay.status().retention().droppedPartitions() == 1);
        }
        assertThat(database.value("select string_agg(aggregate_id, ',') from outbox.event"))
                .isEqualTo("A-3");
    }

    @Test
    void keepsWhatRedisHasNotGot() throws Exception {
        try (Relay relay = start(settings())) {
            insert("A-1", "now");
            RedisStreamReader.of(redis.url(), "outbox:stream:order").await(1, LIMIT);
            redis.kill();
            insertIntoAnOldPartition("A-2");
            kafkaSubjects(2);
            await().atMost(LIMIT).until(() -> relay.status().retention().left().containsKey(OLD));
            assertThat(relay.status().retention().left().get(OLD)).startsWith("kept: ");
            assertThat(relay.status().retention().droppedPartitions()).isZero();

            redis.restart();
            insert("A-3", "now");
            awaitDropped();
        }
    }

    @Test
    void aRelayThatIsGoneKeepsItsEvents() throws Exception {
        try (Relay relay = start(settings())) {
            insert("A-1", "now");
            kafkaSubjects(1);
            await().atMost(LIMIT).until(() -> relay.status().retention().settledXid() > 0);
        }
        insertIntoAnOldPartition("A-2");
        insert("A-3", "now");
        assertThat(oneByHand("empty_partition('7 days')"))
                .startsWith("kept: it holds events that relay '" + database.name() + "' (");

        try (Relay relay = start(settings())) {
            insert("A-4", "now");
            awaitDropped();
            assertThat(kafkaSubjects(4)).containsExactlyInAnyOrder("A-1", "A-2", "A-3", "A-4");
            assertThat(relay.status().retention().droppedPartitions()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void drainsTheDefaultPartitionAndPublishesNothingTwice() throws Exception {
        try (Relay relay = start(settings().retention(Duration.ZERO))) {
            await().atMost(LIMIT).until(() -> relay.status().live().state() == RelayStatus.State.RUNNING);
            insertIntoTheDefaultPartition(20);
            insert("A-20", "now");
            await().atMost(LIMIT).until(() -> "0".equals(database.value("select count(*) from outbox.event_default")));
            await().atMost(LIMIT).until(() -> "21".equals(database.value("select count(*) from outbox.event")));
            insert("A-21", "2019-01-02 12:00Z");
            insert("A-22", "now");
            assertThat(relay.status().retention().keep()).isZero();
            kafkaSubjects(23);
            RedisStreamReader.of(redis.url(), "outbox:stream:order").await(23, LIMIT);
        }
        assertThat(database.value("select count(*) from outbox.event_default")).isEqualTo("0");
        assertThat(kafkaSubjects(23)).hasSize(23).doesNotHaveDuplicates();
        assertThat(RedisStreamReader.of(redis.url(), "outbox:stream:order").await(23, LIMIT))
                .hasSize(23);
    }

    @Test
    void aStepThatFailsStopsNoOther() throws Exception {
        database.execute("create or replace function outbox.drain_default(out partition text, out outcome text)"
                + " language plpgsql as $$ begin raise exception 'no draining today'; end $$");
        insertIntoAnOldPartition("A-1");

        try (Relay relay = start(settings())) {
            insert("A-2", "now");
            awaitDropped();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(relay.status().retention().left())
                            .hasEntrySatisfying(
                                    "drain_default",
                                    why -> assertThat(why).startsWith("failed: ERROR: no draining today")));
        }
    }

    private void awaitDropped() {
        await().atMost(LIMIT)
                .until(() -> "t".equals(database.value("select to_regclass('outbox." + OLD + "') is null")));
    }

    private List<String> kafkaSubjects(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), database.name() + "\\..*")) {
            records.await(count, LIMIT);
            return records.awaitEnd(LIMIT).stream()
                    .map(event -> String.valueOf(KafkaRecords.header(event, "ce_subject")))
                    .toList();
        }
    }

    private void insert(String aggregateId, String time) throws SQLException {
        database.execute(insertion(aggregateId, time));
    }

    /**
     * In one transaction: an event that arrives between the two steps of a drain, older than what is set aside, waits until
     * retention drops that.
     */
    private void insertIntoTheDefaultPartition(int events) throws SQLException {
        StringBuilder statements = new StringBuilder();
        for (int i = 0; i < events; i++) {
            statements
                    .append(insertion("A-" + i, "2019-01-0" + (i % 5 + 1) + " 12:00Z"))
                    .append(';');
        }
        database.execute(statements.toString());
    }

    private static String insertion(String aggregateId, String time) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                + aggregateId + "', 'E', '" + time + "')";
    }

    /** In one transaction: an empty one would be dropped at once. */
    private void insertIntoAnOldPartition(String aggregateId) throws SQLException {
        database.execute("create table outbox." + OLD
                + " partition of outbox.event for values from ('2020-01-01Z') to ('2020-01-02Z');"
                + insertion(aggregateId, "2020-01-01 12:00Z"));
    }

    private String oneByHand(String function) throws SQLException {
        return database.value("select coalesce(max(outcome), 'nothing') from outbox." + function);
    }
}

package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A database, topics of its own and a relay between them: what tests of the durable path do and look at. */
final class DurableScene {

    static final Duration LIMIT = Duration.ofMinutes(3);

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int number = NEXT.incrementAndGet();
    final String slot = "slot_" + number;
    final String prefix = "t" + number + ".";
    final String stateTopic = "t" + number + "-state";
    final Recording recording = new Recording();
    final TestDatabase database;
    final TestKafka kafka;

    DurableScene(TestDatabase database, TestKafka kafka) {
        this.database = database;
        this.kafka = kafka;
    }

    RelaySettingsBuilder settings() {
        return RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .name("relay" + number)
                .slot(slot)
                .kafka(kafka.bootstrapServers())
                .topicPrefix(prefix)
                .stateTopic(stateTopic)
                .heartbeatInterval(Duration.ofMillis(300))
                .backoff(Duration.ofMillis(50), Duration.ofMillis(500));
    }

    Relay start() throws InterruptedException {
        return start(settings());
    }

    Relay start(RelaySettingsBuilder settings) throws InterruptedException {
        Relay relay = Relay.builder(settings.build()).listener(recording).build();
        relay.start();
        recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        return relay;
    }

    /** Events of one key in one transaction, with these numbers as payloads. */
    void insert(int from, int to) throws SQLException {
        database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " select 'order', 'one key', 'Placed', to_json(n) from generate_series(" + from + ", " + (to - 1)
                + ") n");
    }

    /** Drops a slot once its last stream has ended, which a busy server does a moment after the relay's close. */
    static String dropOf(String slot) {
        return """
                do $$
                begin
                  for look in 1..3000 loop
                    exit when not (select active from pg_replication_slots where slot_name = 'SLOT');
                    perform pg_sleep(0.05);
                  end loop;
                  perform pg_drop_replication_slot('SLOT');
                end
                $$""".replace("SLOT", slot);
    }

    /** Drops the slot, whoever streams from it: the relay may be quicker to come back than we are. */
    void dropSlot() {
        await().atMost(LIMIT).until(() -> {
            try {
                endStream();
                database.execute("select pg_drop_replication_slot('" + slot + "')");
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
    }

    String walStatus() throws SQLException {
        return database.value(
                "select coalesce(max(wal_status), 'none') from pg_replication_slots where slot_name = '" + slot + "'");
    }

    /** Fills that much WAL, none of it with events. */
    void churn(int megabytes) throws SQLException {
        database.execute(
                "create table if not exists churn (filler text); alter table churn alter filler set storage external;"
                        + " insert into churn select repeat('x', 1000000) from generate_series(1, " + megabytes + ")");
    }

    /** Sends a signal to the server's process that serves the stream. */
    static void signal(String name, String pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        assertThat(code).as("kill -" + name + " " + pid).isZero();
    }

    /** Process id of the server's process that serves the stream. */
    String walsender() throws SQLException {
        return database.value("select active_pid::text from pg_replication_slots where slot_name = '" + slot + "'");
    }

    void endStream() throws SQLException {
        database.execute(
                "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '" + slot + "'");
    }

    /** Waits until the relay has said that Kafka has everything of the transactions before now. */
    void awaitHorizon() throws SQLException {
        String now = database.value("select pg_current_xact_id()::text");
        await().atMost(LIMIT)
                .until(() -> database.value(
                                "select coalesce(max(settled_xid) > '" + now + "', false)::text from outbox.lease")
                        .equals("true"));
    }

    List<ConsumerRecord<String, byte[]>> arrived(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), pattern())) {
            return records.await(count, LIMIT);
        }
    }

    /** All that is in the topics, after the relay has stopped. */
    List<ConsumerRecord<String, byte[]>> settled() {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), pattern())) {
            return records.awaitEnd(LIMIT);
        }
    }

    private String pattern() {
        return "t" + number + "[.].*";
    }

    static List<Integer> numbers(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> Integer.valueOf(String.valueOf(KafkaRecords.text(record))))
                .toList();
    }

    static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}

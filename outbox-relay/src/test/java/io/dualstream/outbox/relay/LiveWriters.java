package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writers that number the events of each aggregate: they lock its row, count up, and insert the event with that number,
 * or roll all of it back. So the table of aggregates knows, whatever crashes, which events there must be, in which order.
 */
final class LiveWriters implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int AGGREGATES = 12;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final TestDatabase database;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile boolean stopping;

    LiveWriters(TestDatabase database, int count) throws SQLException {
        this.database = database;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists aggregate (id text primary key, n int not null)");
            statement.execute("insert into aggregate select 'a' || i, 0 from generate_series(1, " + AGGREGATES
                    + ") i on conflict do nothing");
        }
        for (int i = 0; i < count; i++) {
            Random random = new Random(i);
            Thread thread = new Thread(() -> run(random), "writer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Transactions that committed so far, about. */
    int commits() {
        return commits.get();
    }

    private void run(Random random) {
        while (!stopping) {
            try (Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                while (!stopping) {
                    transaction(connection, random);
                }
            } catch (SQLException restarting) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        for (int events = 1 + random.nextInt(3); events > 0; events--) {
            String id = "a" + (1 + random.nextInt(AGGREGATES));
            try (PreparedStatement count =
                    connection.prepareStatement("update aggregate set n = n + 1 where id = ? returning n")) {
                count.setString(1, id);
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    LiveScene.insert(connection, id, row.getInt(1));
                }
            }
            if (random.nextInt(20) == 0) {
                connection.rollback();
                return;
            }
        }
        connection.commit();
        commits.incrementAndGet();
    }

    /** Stops writing; what is under way commits. */
    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while writers end", e);
        }
    }

    /** Waits until the stream has as many events as were committed, and compares: each once, and in order per aggregate. */
    void verify(RedisStreamReader stream) throws SQLException {
        close();
        stream.await(count(committed()), PATIENCE);
        assertThat(numbers(stream.all())).isEqualTo(committed());
    }

    /** The same for what the stream has of its last epoch, which must have begun from nothing. */
    void verifyLastEpoch(RedisStreamReader stream) throws SQLException {
        close();
        Map<String, List<Integer>> committed = committed();
        Awaitility.await().atMost(PATIENCE).until(() -> lastEpoch(stream).size() >= count(committed));
        assertThat(numbers(lastEpoch(stream))).isEqualTo(committed);
    }

    /** The same for a topic. */
    void verify(KafkaRecords topic) throws SQLException {
        close();
        Map<String, List<Integer>> committed = committed();
        Map<String, List<Integer>> published = new TreeMap<>();
        topic.await(count(committed), PATIENCE);
        for (ConsumerRecord<String, byte[]> record : topic.awaitEnd(PATIENCE)) { // what comes twice comes late
            published
                    .computeIfAbsent(record.key(), id -> new ArrayList<>())
                    .add(Integer.parseInt(String.valueOf(KafkaRecords.header(record, "n"))));
        }
        assertThat(published).isEqualTo(committed);
    }

    private static int count(Map<String, List<Integer>> committed) {
        return committed.values().stream().mapToInt(List::size).sum();
    }

    private static List<RedisStreamReader.Entry> lastEpoch(RedisStreamReader stream) {
        List<RedisStreamReader.Entry> all = stream.all();
        String last = all.get(all.size() - 1).id().replaceAll("-.*", "-");
        return all.stream().filter(entry -> entry.id().startsWith(last)).toList();
    }

    private static Map<String, List<Integer>> numbers(List<RedisStreamReader.Entry> entries) {
        Map<String, List<Integer>> pushed = new TreeMap<>();
        for (RedisStreamReader.Entry entry : entries) {
            JsonNode event = JSON.readTree(entry.fields().get("event"));
            pushed.computeIfAbsent(event.get("subject").asString(), id -> new ArrayList<>())
                    .add(Integer.parseInt(event.get("n").asString()));
        }
        return pushed;
    }

    private Map<String, List<Integer>> committed() throws SQLException {
        Map<String, List<Integer>> committed = new TreeMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select id, i from aggregate, generate_series(1, n) i order by id, i")) {
            while (row.next()) {
                committed
                        .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(row.getInt(2));
            }
        }
        return committed;
    }
}

package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A database and a Redis of its own, live paths between them, and eyes on both ends. */
final class LiveScene implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final TestRedis redis;
    final TestDatabase database;
    final RecordingListener listener = new RecordingListener();
    private final RelaySettingsBuilder settings;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable Connection committing;

    LiveScene() {
        this(SharedServers.postgres(), TestRedis.start());
    }

    LiveScene(TestPostgres postgres, TestRedis redis) {
        this.redis = redis;
        this.database = postgres.createDatabase();
        this.settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka("localhost:1")
                .redis(redis.url())
                .redisCommandTimeout(Duration.ofMillis(500))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(200));
    }

    /** What the next live path is started with. */
    RelaySettingsBuilder settings() {
        return settings;
    }

    /** Starts a live path. Nobody wakes it unless the test does. */
    LivePath start(long leaseEpoch) {
        LivePath path = new LivePath(
                settings.build(), listener, new PathLifecycle(RelayStatus.Path.LIVE, listener), leaseEpoch);
        opened.add(path);
        path.start();
        return path;
    }

    /** A writer's connection, inside a transaction. */
    Connection writer() throws SQLException {
        Connection connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        opened.add(connection);
        return connection;
    }

    static void insert(Connection connection, String aggregateId, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload, headers)"
                        + " values ('order', ?, 'Changed', json_build_object('n', ?::text), jsonb_build_object('n', ?::text))")) {
            insert.setString(1, aggregateId);
            insert.setString(2, Integer.toString(number));
            insert.setString(3, Integer.toString(number));
            insert.executeUpdate();
        }
    }

    /** Writers as a careful service has them; they end with the scene. */
    LiveWriters write(int threads) throws SQLException {
        LiveWriters writers = new LiveWriters(database, threads);
        opened.add(writers);
        return writers;
    }

    /** Inserts and commits; always over the same connection. */
    void commit(String aggregateId, int number) throws SQLException {
        if (committing == null) {
            committing = writer();
        }
        insert(committing, aggregateId, number);
        committing.commit();
    }

    /** Like {@link #commit}, over a new connection: the old one did not survive a restart. */
    void commitAnew(String aggregateId, int number) throws SQLException {
        committing = null;
        commit(aggregateId, number);
    }

    void sql(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The stream of orders, once it has that many entries: each entry's event, with the entry's id as {@code entry}. */
    List<JsonNode> await(int entries) {
        return reader().await(entries, PATIENCE).stream()
                .map(entry -> JSON.readTree(entry.fields().get("event")))
                .toList();
    }

    /** The aggregate ids in the stream of orders, once it has that many entries. */
    List<String> awaitSubjects(int entries) {
        return await(entries).stream()
                .map(event -> event.get("subject").asString())
                .toList();
    }

    RedisStreamReader reader() {
        return RedisStreamReader.of(redis.url(), "outbox:stream:order");
    }

    /** The hash that holds the cursor. */
    Map<String, String> cursor() {
        return redis().sync().hgetall("outbox:cursor:outbox");
    }

    /** A connection for whatever else a test wants of Redis. */
    StatefulRedisConnection<String, String> redis() {
        RedisClient client = RedisClient.create(RedisURI.create(redis.url()));
        opened.add(client);
        return client.connect();
    }

    @Override
    public void close() {
        for (int last = opened.size() - 1; last >= 0; last--) {
            try {
                opened.get(last).close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        redis.close();
    }
}

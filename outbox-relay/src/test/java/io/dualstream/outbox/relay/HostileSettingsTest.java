package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.ConnectionOutbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.internal.session.RandomSettings;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Whatever of all parameters is a default of the database or of the relay's role, each event that a publisher's insert was
 * accepted for arrives as it stands in the table. {@code -Doutbox.hostile.sets=100} tries as many random sets, and {@code
 * -Doutbox.hostile.seed} one of them again.
 */
class HostileSettingsTest {

    private static final List<PostgresVersion> VERSIONS = List.of(PostgresVersion.values());
    private static final Duration LIMIT = DurableScene.LIMIT;
    private static final byte[] BINARY = {0, (byte) 0xde, '\\', 'x', '\'', (byte) 0xff};

    static LongStream seeds() {
        Long given = Long.getLong("outbox.hostile.seed");
        return given != null
                ? LongStream.of(given)
                : ThreadLocalRandom.current().longs(Integer.getInteger("outbox.hostile.sets", 2));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyWayOfAnEventIsExact(long seed) throws Exception {
        Random random = new Random(seed);
        PostgresVersion version = VERSIONS.get(random.nextInt(VERSIONS.size()));
        try (TestPostgres server = TestPostgres.builder().version(version).start();
                TestRedis redis = TestRedis.start()) {
            TestDatabase database = server.createDatabase();
            RelayLogin.make(database);
            DurableScene scene = new DurableScene(database, SharedServers.kafka());
            RelaySettingsBuilder settings = scene.settings()
                    .postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD)
                    .redis(redis.url())
                    .retention(Duration.ofDays(7))
                    .livePayload(LivePayload.FULL);
            // This session's defaults were read when it logged in.
            try (Connection sane = database.dataSource().getConnection()) {
                makeHostile(sane, database.name(), random, seed + ", " + version);
                publish(sane, database);
                try (Relay relay = scene.start(settings)) {
                    publish(sane, database);
                    ExactEvents.inBothSinks(sane, scene, redis.url(), count(sane));
                    assertThat(relay.status().durable().deadLetters()).isZero();
                }
                execute(sane, DurableScene.dropOf(scene.slot));
                publish(sane, database);
                try (Relay relay = scene.start(settings)) {
                    publish(sane, database);
                    ExactEvents.inBothSinks(sane, scene, redis.url(), count(sane));
                    assertThat(relay.status().durable().recoveries()).isPositive();
                    Reconciler.Report report =
                            Relay.reconciler(settings.build()).run(Reconciler.Range.Time.all());
                    assertThat(report.differences()).isEmpty();
                    assertThat(report.inTable()).isEqualTo(count(sane));
                    awaitRetention(sane);
                }
            }
        }
    }

    private static void makeHostile(Connection sane, String database, Random random, String title) throws SQLException {
        Map<String, String> ofDatabase = RandomSettings.draw(sane, random);
        Map<String, String> ofRole = RandomSettings.draw(sane, random);
        List<String> taken = RandomSettings.set(sane, "alter database " + database, ofDatabase);
        List<String> takenByRole =
                RandomSettings.set(sane, "alter role " + RelayLogin.NAME + " in database " + database, ofRole);
        System.out.println("Seed " + title + ": " + taken.size() + " defaults of the database, " + takenByRole.size()
                + " of the role: " + ofDatabase + ", " + ofRole);
    }

    /** By Java, SQL and COPY, in a session with those defaults; whatever of it the server refuses, by a session without. */
    private static void publish(Connection sane, TestDatabase database) throws SQLException {
        int before = count(sane);
        try (Connection hostile = database.dataSource().getConnection()) {
            byAllWays(hostile);
        } catch (SQLException | IOException | OutboxException refused) {
            // a limit of time, for example; what was committed before counts
        }
        if (count(sane) == before) {
            try {
                byAllWays(sane);
            } catch (IOException e) {
                throw new SQLException(e);
            }
        }
    }

    private static void byAllWays(Connection connection) throws SQLException, IOException {
        connection.setAutoCommit(false);
        new ConnectionOutbox()
                .publish(
                        connection,
                        OutboxEvent.builder("order", "A", "Java")
                                .payload(BINARY)
                                .header("n", "back\\slash and '")
                                .build());
        connection.commit();
        connection.setAutoCommit(true);
        execute(
                connection,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload, headers, created_at)"
                        + " values ('order', 'A', 'SQL', '{\"text\": \"\u20ac 1.0000000000000001\"}', '{\"n\": \"\u00fc\"}',"
                        + " '2999-12-31T23:59:59.999999Z')");
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "copy outbox.event (aggregate_type, aggregate_id, event_type, payload_binary, headers) from stdin",
                        new ByteArrayInputStream(
                                "order\tA\tCopied\t\\\\xdeadbeef\t{\"n\": \"3\"}\n".getBytes(StandardCharsets.UTF_8)));
    }

    /** The relay's upkeep drops an old partition once both sinks have its events. */
    private static void awaitRetention(Connection sane) throws SQLException {
        execute(
                sane,
                "create table outbox.event_20200101 partition of outbox.event"
                        + " for values from ('2020-01-01Z') to ('2020-01-02Z');"
                        + " alter table outbox.event_20200101 owner to outbox_owner;"
                        + " insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                        + " values ('order', 'A', 'Old', '2020-01-01T12:00:00Z')");
        execute( // the live path is past an event once it has seen a later one
                sane,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'A', 'Later')");
        await().atMost(LIMIT)
                .until(() -> "0".equals(value(sane, "select count(*) from outbox.event where event_type = 'Old'")));
    }

    private static int count(Connection session) throws SQLException {
        return Integer.parseInt(value(session, "select count(*) from outbox.event"));
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

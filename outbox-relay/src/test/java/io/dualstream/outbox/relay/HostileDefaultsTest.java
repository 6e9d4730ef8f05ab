package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.internal.session.HostileDefaults;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Defaults of the database and of the relay's role, made for other programs, change nothing of what arrives. */
class HostileDefaultsTest {

    private static final String ROW_SECURITY = "row-level security policy for table \"event\"";

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void bothPathsARecoveryAndReconcileAreExact(PostgresVersion version) throws Exception {
        try (TestPostgres server = TestPostgres.builder().version(version).start();
                TestRedis redis = TestRedis.start()) {
            TestDatabase database = server.createDatabase();
            RelayLogin.make(database);
            DurableScene scene = new DurableScene(database, SharedServers.kafka());
            RelaySettingsBuilder settings = scene.settings()
                    .postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD)
                    .redis(redis.url())
                    .livePayload(LivePayload.FULL);
            // Its defaults were read when it logged in.
            try (Connection writer = database.dataSource().getConnection()) {
                execute(writer, HostileDefaults.sql(database.name(), RelayLogin.NAME, version.major()));
                insert(writer, "before the first start");
                try (Relay relay = scene.start(settings)) {
                    insert(writer, "streamed");
                    ExactEvents.inBothSinks(writer, scene, redis.url(), 10);
                    awaitHeartbeats(writer, scene);
                    assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
                }
                execute(writer, DurableScene.dropOf(scene.slot));
                insert(writer, "while the slot was lost");
                try (Relay relay = scene.start(settings)) {
                    insert(writer, "streamed again");
                    ExactEvents.inBothSinks(writer, scene, redis.url(), 20);
                    assertThat(relay.status().durable().recoveries()).isPositive();
                    awaitHeartbeats(writer, scene);
                }
                assertThat(scene.settled()).hasSize(20);
            }
            Reconciler.Report report = Relay.reconciler(settings.build()).run(Reconciler.Range.Time.all());
            assertThat(report.differences()).isEmpty();
            assertThat(report.inTable()).isEqualTo(20);
        }
    }

    /** It would hide rows from the relay, and nobody would know: on a relay that runs, too. */
    @Test
    void rowLevelSecurityIsAnErrorThatIsSaid() throws Exception {
        try (TestPostgres server = TestPostgres.start();
                TestRedis redis = TestRedis.start()) {
            TestDatabase database = server.createDatabase();
            RelayLogin.make(database);
            DurableScene scene = new DurableScene(database, SharedServers.kafka());
            RelaySettingsBuilder settings = scene.settings()
                    .postgres(database.jdbcUrl(), RelayLogin.NAME, RelayLogin.PASSWORD)
                    .redis(redis.url());
            try (Connection writer = database.dataSource().getConnection();
                    Relay relay = scene.start(settings)) {
                execute(
                        writer,
                        "alter table outbox.event enable row level security;"
                                + " create policy all_of_it on outbox.event using (true)");
                insert(writer, "hidden");
                assertSaid(() -> relay.status().live().waitingFor());
                scene.arrived(5);
                scene.dropSlot();
                assertSaid(() -> relay.status().durable().waitingFor());
                assertThatThrownBy(() -> Relay.reconciler(settings.build()).run(Reconciler.Range.Time.all()))
                        .hasMessageContaining(ROW_SECURITY);
                execute(writer, "alter role " + RelayLogin.NAME + " bypassrls");
                insert(writer, "seen");
                scene.arrived(10);
                RedisStreamReader.of(redis.url(), "outbox:stream:order").await(10, DurableScene.LIMIT);
            }
            assertThat(scene.settled()).hasSize(10);
        }
    }

    private static void assertSaid(Supplier<@Nullable String> waitingFor) {
        await().atMost(DurableScene.LIMIT)
                .untilAsserted(() -> assertThat(waitingFor.get()).contains(ROW_SECURITY, "run alter role … bypassrls"));
    }

    private static void insert(Connection writer, String text) throws SQLException {
        execute(
                writer,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload, payload_binary, headers, created_at)"
                        + " values ('order', 'A', 'E', null, '\\xdeadbeef', '{\"n\": \"1\"}', clock_timestamp()),"
                        + " ('order', 'A', 'E', null, 'hello', '{\"n\": \"a\\\\\\\\b\"}', clock_timestamp()),"
                        + " ('order', 'A', 'E', null, '', '{\"n\": \"\\u00fc\"}', clock_timestamp()),"
                        + " ('order', 'A', 'E', '{\"text\": \"" + text
                        + " \\\\\\\\ \\u20ac\"}', null, '{\"n\": \"3\"}',"
                        + " clock_timestamp()),"
                        + " ('order', 'A', 'E', '17', null, '{\"n\": \"4\"}', '2999-12-31 23:59:59.999999Z')");
    }

    /** Longer than any of the time limits: that many heartbeats came through the slot and were confirmed. */
    private static void awaitHeartbeats(Connection writer, DurableScene scene) throws SQLException {
        for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
            String now = value(writer, "select pg_current_wal_insert_lsn()::text");
            await().atMost(DurableScene.LIMIT)
                    .until(() -> value(
                                    writer,
                                    "select (confirmed_flush_lsn > '" + now
                                            + "')::text from pg_replication_slots where slot_name = '" + scene.slot
                                            + "'")
                            .equals("true"));
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package io.dualstream.outbox.relay.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGProperty;

/** Whatever a database or a role has as its defaults, a session of the relay has what the relay needs. */
class SessionSettingsTest {

    @ParameterizedTest
    @EnumSource(names = {"V15", "V18"})
    void noDefaultReachesASession(PostgresVersion version) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>(SessionSettings.pinned());
        expected.put("synchronous_commit", "local");
        expected.put("wal_sender_timeout", "1min");
        if (version.major() >= 17) {
            expected.put("transaction_timeout", "0");
        }
        Map<String, String> hostile = HostileDefaults.of(version.major());
        assertThat(hostile.keySet()).as("there is one for each").containsAll(expected.keySet());

        try (TestPostgres server = TestPostgres.builder().version(version).start()) {
            TestDatabase database = server.createEmptyDatabase("shop");
            try (Connection admin = database.dataSource().getConnection();
                    Statement statement = admin.createStatement()) {
                statement.execute("create role relay_login login replication password 'relay'");
                for (String alter : new String[] {"database shop", "role relay_login in database shop"}) {
                    for (String name : expected.keySet()) {
                        String value = String.valueOf(hostile.get(name));
                        statement.execute(HostileDefaults.sql("alter " + alter, Map.of(name, value)));
                        try (Connection relay = SessionSettings.open(database.jdbcUrl(), login())) {
                            assertThat(value(relay, name))
                                    .as("%s = %s of %s", name, value, alter)
                                    .isEqualTo(expected.get(name));
                        }
                        statement.execute("alter " + alter + " reset " + name);
                    }
                }
                statement.execute(HostileDefaults.sql("shop", "relay_login", version.major()));
            }
            for (boolean replication : new boolean[] {false, true}) {
                Properties login = login();
                if (replication) {
                    PGProperty.REPLICATION.set(login, "database");
                    PGProperty.PREFER_QUERY_MODE.set(login, "simple");
                }
                try (Connection relay = SessionSettings.open(database.jdbcUrl(), login)) {
                    for (Map.Entry<String, String> setting : expected.entrySet()) {
                        assertThat(value(relay, setting.getKey()))
                                .as("%s, replication %s", setting.getKey(), replication)
                                .isEqualTo(setting.getValue());
                    }
                    assertThat(value(relay, "DateStyle")).startsWith("ISO");
                    assertThat(value(relay, "TimeZone")).isNotEqualTo("Pacific/Chatham");
                    assertThat(value(relay, "client_encoding")).isEqualTo("UTF8");
                }
            }
        }
    }

    /** The server that answers at an address may be another one tomorrow, of an older version. */
    @Test
    void learnsWhetherTheServerLimitsTheTimeOfATransaction() throws Exception {
        try (TestPostgres server =
                        TestPostgres.builder().version(PostgresVersion.V18).start();
                TestPostgres older =
                        TestPostgres.builder().version(PostgresVersion.V15).start();
                TestProxy address = TestProxy.to(server.port())) {
            String url = "jdbc:postgresql://127.0.0.1:" + address.port() + "/postgres";
            Properties login = new Properties();
            PGProperty.USER.set(login, server.username());
            PGProperty.PASSWORD.set(login, server.password());
            try (Connection admin = server.dataSource().getConnection();
                    Statement statement = admin.createStatement()) {
                statement.execute("alter role " + server.username() + " set transaction_timeout = '1ms'");
            }
            for (int session = 0; session < 20; session++) {
                try (Connection relay = SessionSettings.open(url, login);
                        Statement statement = relay.createStatement()) {
                    statement.execute("select pg_sleep(0.01)");
                }
            }
            assertThat(SessionSettings.options(url, null)).endsWith(" -c transaction_timeout=0");

            address.target(older.port());
            try (Connection relay = SessionSettings.open(url, login)) {
                assertThat(value(relay, "server_version")).startsWith("15.");
            }
            assertThat(SessionSettings.options(url, null)).doesNotContain("transaction_timeout");
        }
    }

    /** A relay opens its first sessions on several threads. */
    @Test
    void learnsItOnManyThreadsAtOnce() throws Exception {
        int threads = 8;
        try (TestPostgres server =
                TestPostgres.builder().version(PostgresVersion.V18).start()) {
            Properties login = new Properties();
            PGProperty.USER.set(login, server.username());
            PGProperty.PASSWORD.set(login, server.password());
            try (Connection admin = server.dataSource().getConnection();
                    Statement statement = admin.createStatement()) {
                statement.execute("alter role " + server.username() + " set transaction_timeout = '1ms'");
            }
            ExecutorService all = Executors.newFixedThreadPool(threads);
            try {
                for (int round = 0; round < 10; round++) {
                    String url = server.jdbcUrl() + "?ApplicationName=round" + round;
                    List<Callable<String>> sessions = Collections.nCopies(threads, () -> {
                        try (Connection relay = SessionSettings.open(url, login)) {
                            return value(relay, "transaction_timeout");
                        }
                    });
                    for (Future<String> session : all.invokeAll(sessions)) {
                        assertThat(session.get()).isEqualTo("0");
                    }
                }
            } finally {
                all.shutdownNow();
            }
        }
    }

    @Test
    void theOptionsOfTheUrlHoldForEverythingElse() throws SQLException {
        try (TestPostgres server = TestPostgres.start()) {
            for (String own : new String[] {
                "?options=-c%20work_mem=5MB%20-c%20bytea_output=escape",
                "?options=-c+work_mem%3D5MB+-c+bytea_output%3Descape&connectTimeout=5",
                "?connectTimeout=5&options=--work_mem=5MB"
            }) {
                Properties login = new Properties();
                PGProperty.USER.set(login, server.username());
                PGProperty.PASSWORD.set(login, server.password());
                try (Connection relay = SessionSettings.open(server.jdbcUrl() + own, login)) {
                    assertThat(value(relay, "work_mem")).as(own).isEqualTo("5MB");
                    assertThat(value(relay, "bytea_output")).as(own).isEqualTo("hex");
                }
            }
        }
    }

    /** What stronger commits and longer patience an operator chose stay as they are. */
    @Test
    void raisesOnlyWhatIsTooLow() throws SQLException {
        try (TestPostgres server = TestPostgres.builder()
                .setting("synchronous_commit", "remote_apply")
                .setting("wal_sender_timeout", "5min")
                .start()) {
            Properties login = new Properties();
            PGProperty.USER.set(login, server.username());
            PGProperty.PASSWORD.set(login, server.password());
            try (Connection relay = SessionSettings.open(server.jdbcUrl(), login)) {
                assertThat(value(relay, "synchronous_commit")).isEqualTo("remote_apply");
                assertThat(value(relay, "wal_sender_timeout")).isEqualTo("5min");
            }
        }
    }

    private static Properties login() {
        Properties login = new Properties();
        PGProperty.USER.set(login, "relay_login");
        PGProperty.PASSWORD.set(login, "relay");
        return login;
    }

    private static String value(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('" + name + "')")) {
            return row.next() ? row.getString(1) : "";
        }
    }
}

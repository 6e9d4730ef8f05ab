package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InboxRolesTest {

    private static final String FAIL =
            "select inbox.record_failure('billing', 'b', 'no paper', null, 1, '{}', '{}', null, null, 'orders', 0, 17)";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theConsumerClaimsAndRecordsAndTheOperatorLooksAfterFailures(ServerVersion version) throws SQLException {
        DataSource database = withRoles(version);
        try (Connection consumer = connect(database, "inbox_consumer")) {
            assertThat(Sql.query(consumer, "select inbox.claim('billing', 'a')"))
                    .containsExactly("t");
            Sql.query(consumer, "select * from inbox.try_claim('billing', array['c'])");
            Sql.query(consumer, FAIL);
            Sql.query(consumer, "select * from inbox.take_replay('billing')");
            Sql.query(consumer, "select inbox.fail_replay(1, 'no', null)");
            Sql.query(consumer, "select inbox.forget('1 day')");
            Sql.query(consumer, "select reason from inbox.failure");
            refused(
                    consumer,
                    "insert into inbox.received values ('billing', 'x')",
                    "select * from inbox.received",
                    "delete from inbox.received",
                    "update inbox.failure set state = 'dead'",
                    "select inbox.replay_failure(1)",
                    "select inbox.discard_failure(1)",
                    "create table inbox.mine ()");
        }
        try (Connection operator = connect(database, "inbox_operator")) {
            assertThat(Sql.query(operator, "select reason from inbox.failure")).containsExactly("no");
            Sql.query(operator, "select inbox.replay_failure(1)");
            Sql.query(operator, "select inbox.replay_failures()");
            Sql.query(operator, "select inbox.discard_failure(1)");
            refused(
                    operator,
                    "select inbox.claim('billing', 'x')",
                    "delete from inbox.failure",
                    "select * from inbox.received");
        }
    }

    private static void refused(Connection connection, String... statements) {
        for (String refused : List.of(statements)) {
            assertThatThrownBy(() -> Sql.execute(connection, refused))
                    .as(refused)
                    .hasMessageContaining("permission denied");
        }
    }

    private static DataSource withRoles(ServerVersion version) {
        DataSource database = version.createDatabase();
        InboxMigrations.migrate(database, "inbox");
        Sql.execute(database, "set search_path = inbox; " + resource() + resource());
        return database;
    }

    private static Connection connect(DataSource database, String role) throws SQLException {
        Connection connection = database.getConnection();
        Sql.execute(connection, "set role " + role);
        return connection;
    }

    private static String resource() {
        try (var stream = InboxMigrations.class.getResourceAsStream("inbox-roles.sql")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

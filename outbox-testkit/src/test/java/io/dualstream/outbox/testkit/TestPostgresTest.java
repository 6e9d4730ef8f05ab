package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.internal.TestServerException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPostgresTest {
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void close() {
        postgres.close();
    }

    @Test
    void answersInOneLine() throws SQLException {
        TestDatabase database = postgres.createDatabase();
        database.execute("create table colour (name text); insert into colour values ('blue'), (null)");

        assertThat(database.value("select name from colour")).isEqualTo("blue");
        assertThatThrownBy(() -> database.value("select name from colour where name is null"))
                .hasMessageStartingWith("No value: select name");
        assertThatThrownBy(() -> database.value("select name from colour where name = 'red'"))
                .hasMessageStartingWith("No value: select name");
    }

    @Test
    void givesEveryCallerAFreshDatabaseWithTheOutboxSchema() throws SQLException {
        TestDatabase first = postgres.createDatabase();
        TestDatabase second = postgres.createDatabase();
        Sql.insertEvent(first);

        assertThat(Sql.query(first, "select count(*) from outbox.event")).isEqualTo("1");
        assertThat(Sql.query(second, "select count(*) from outbox.event")).isEqualTo("0");
        assertThat(Sql.query(second, "show wal_level")).isEqualTo("logical");
    }

    @Test
    void keepsCommittedRowsAndThePortThroughACrash() throws SQLException {
        TestDatabase database = postgres.createDatabase();
        Sql.insertEvent(database);

        postgres.stopImmediately();
        postgres.restart();

        assertThat(Sql.query(database, "select count(*) from outbox.event")).isEqualTo("1");
    }

    @Test
    void dropsADatabaseWithItsReplicationSlots() throws SQLException {
        TestDatabase database = postgres.createDatabase();
        Sql.query(database, "select pg_create_logical_replication_slot('left_over', 'pgoutput')::text");

        postgres.dropDatabase(database);

        TestDatabase server = postgres.database("postgres");
        assertThat(Sql.query(server, "select count(*) from pg_replication_slots"))
                .isEqualTo("0");
        assertThatThrownBy(() -> Sql.query(database, "select 1")).hasMessageContaining("does not exist");
    }

    @Test
    void leavesNoTransactionOfADroppedDatabaseThatHoldsBackTheHorizon() throws SQLException {
        TestDatabase database = postgres.createDatabase();
        database.execute("begin; create table colour (name text); prepare transaction 'it''s forgotten'");
        try (Connection forgotten = database.dataSource().getConnection();
                Statement statement = forgotten.createStatement()) {
            forgotten.setAutoCommit(false);
            statement.execute("create table shape (name text)");

            postgres.dropDatabase(database);
        }

        String horizon = "select pg_snapshot_xmin(s) = pg_snapshot_xmax(s) from pg_current_snapshot() s";
        assertThat(Sql.query(postgres.database("postgres"), horizon)).isEqualTo("t");
    }

    @Test
    void refusesAWrongPassword() {
        TestDatabase right = postgres.database("postgres");
        TestDatabase wrong = new TestDatabase(right.name(), right.jdbcUrl(), right.username(), "wrong");

        assertThatThrownBy(() -> Sql.query(wrong, "select 1")).hasMessageContaining("password authentication failed");
    }

    @Test
    void keepsAGivenDataDirectoryBeyondClose(@TempDir Path directory) throws SQLException {
        try (TestPostgres first = TestPostgres.builder()
                .dataDirectory(directory)
                .durable(true)
                .timeZone("Asia/Kathmandu")
                .setting("work_mem", "5MB")
                .start()) {
            Sql.insertEvent(first.createDatabase("orders"));
        }
        try (TestPostgres second =
                TestPostgres.builder().dataDirectory(directory).start()) {
            assertThat(Sql.query(second.database("orders"), "select count(*) from outbox.event"))
                    .isEqualTo("1");
            assertThat(Sql.query(second.createDatabase(), "select count(*) from outbox.event"))
                    .isEqualTo("0");
        }
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() {
        assertThatThrownBy(() ->
                        TestPostgres.builder().setting("wal_level", "sideways").start())
                .isInstanceOf(TestServerException.class)
                .hasMessageContaining("invalid value for parameter \"wal_level\": \"sideways\"");
    }
}

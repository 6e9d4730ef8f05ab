package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

    @Test
    void givesEveryCallerAFreshDatabaseWithTheOutboxSchema() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            TestDatabase first = postgres.createDatabase();
            TestDatabase second = postgres.createDatabase();
            insertEvent(first);

            assertThat(query(first, "select count(*) from outbox.event")).isEqualTo("1");
            assertThat(query(second, "select count(*) from outbox.event")).isEqualTo("0");
            assertThat(query(second, "show wal_level")).isEqualTo("logical");
        }
    }

    @Test
    void keepsCommittedRowsThroughACrash() throws SQLException {
        try (TestPostgres postgres = TestPostgres.start()) {
            TestDatabase database = postgres.createDatabase();
            insertEvent(database);

            postgres.stopImmediately();
            postgres.restart();

            assertThat(query(database, "select count(*) from outbox.event")).isEqualTo("1");
        }
    }

    private static void insertEvent(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " values ('order', '1', 'placed', '{}')");
        }
    }

    private static String query(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}

package io.dualstream.outbox.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement on one connection. */
public final class Sql {
    private Sql() {}

    /** The first column of the first row. */
    public static String query(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Inserts an event as a legacy application would. */
    public static void insertEvent(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " values ('order', '1', 'placed', '{}')");
        }
    }
}

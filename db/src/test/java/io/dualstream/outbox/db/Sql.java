package io.dualstream.outbox.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** SQL in one line, for tests. */
final class Sql {

    private Sql() {}

    static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new SqlFailed(e);
        }
    }

    static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SqlFailed(e);
        }
    }

    /** The first column of every row, as text. */
    static List<String> query(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            return query(connection, sql);
        } catch (SQLException e) {
            throw new SqlFailed(e);
        }
    }

    static List<String> query(Connection connection, String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new SqlFailed(e);
        }
    }

    /** What the server said, unchecked. */
    static final class SqlFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        SqlFailed(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }
}

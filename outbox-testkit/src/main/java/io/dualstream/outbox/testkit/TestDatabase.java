package io.dualstream.outbox.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The address and credentials of one database of a {@link TestPostgres}; they remain valid when the server restarts. */
public record TestDatabase(String name, String jdbcUrl, String username, String password) {

    /** Returns the same database, reached through a proxy; the target of the proxy decides which server is used. */
    public TestDatabase through(TestProxy proxy) {
        String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + name;
        return new TestDatabase(name, url, username, password);
    }

    /** Returns a data source without a pool. Each call creates a new data source. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl);
        dataSource.setUser(username);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Executes SQL on a connection of its own and commits at once. Semicolons may separate several statements. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Returns the first column of a query's first row in the text form of PostgreSQL: {@code t} for true.
     *
     * @throws SQLException also if there is no row, or the value is null
     */
    public String value(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new SQLException("No value: " + sql);
            }
            return value;
        }
    }
}

package io.dualstream.outbox.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How to reach one database of a {@link TestPostgres}; it stays valid through restarts of the server. */
public record TestDatabase(String name, String jdbcUrl, String username, String password) {

    /** The same database by way of a proxy, whatever server that leads to. */
    public TestDatabase through(TestProxy proxy) {
        String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + name;
        return new TestDatabase(name, url, username, password);
    }

    /** An unpooled data source; every call makes a new one. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl);
        dataSource.setUser(username);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Runs SQL on a connection of its own, committed at once; several statements may be separated by semicolons. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * The first column of a query's first row, as PostgreSQL writes it: {@code t} for true.
     *
     * @throws SQLException also when there is no row, or the value is null
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

package io.dualstream.outbox.testkit;

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
}

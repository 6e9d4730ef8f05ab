package io.dualstream.outbox.testkit;

import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates and drops the databases of one server. Databases with the outbox schema are copies of one migrated template. */
final class PostgresDatabases {
    private static final String TEMPLATE = "outbox_template";

    private final int port;
    private final AtomicInteger names = new AtomicInteger();
    private boolean templateMade;

    PostgresDatabases(int port) {
        this.port = port;
    }

    TestDatabase named(String name) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
        return new TestDatabase(name, url, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER);
    }

    /** A free name. A data directory of the caller may hold databases of an earlier run. */
    String newName() {
        String name = "test_" + names.incrementAndGet();
        return exists(name) ? newName() : name;
    }

    TestDatabase create(String name) {
        return create(name, template());
    }

    TestDatabase createEmpty(String name) {
        return create(name, "template1");
    }

    /**
     * Drops a database. Prepared transactions are rolled back first, because they outlive sessions and would hold back the
     * server's horizon for every other database. New connections are refused first, because a consumer might reconnect, and a
     * slot can only be dropped while nobody uses it.
     */
    void drop(String name) {
        rollBackPrepared(name);
        try (Connection connection = named("postgres").dataSource().getConnection()) {
            execute(connection, "alter database \"" + name + "\" with allow_connections false");
            select(connection, "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = ?", name);
            select(
                    connection,
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = ?",
                    name);
            execute(connection, "drop database \"" + name + "\" with (force)");
        } catch (SQLException e) {
            throw new TestServerException("cannot drop database " + name, e);
        }
    }

    private void rollBackPrepared(String name) {
        try (Connection connection = named(name).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> forgotten = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "select quote_literal(gid) from pg_prepared_xacts where database = current_database()")) {
                while (rows.next()) {
                    forgotten.add(rows.getString(1));
                }
            }
            for (String transaction : forgotten) {
                statement.execute("rollback prepared " + transaction);
            }
        } catch (SQLException e) {
            throw new TestServerException("cannot roll back what is prepared in database " + name, e);
        }
    }

    private TestDatabase create(String name, String template) {
        try (Connection connection = named("postgres").dataSource().getConnection()) {
            execute(connection, "create database \"" + name + "\" template " + template);
            return named(name);
        } catch (SQLException e) {
            throw new TestServerException("cannot create database " + name, e);
        }
    }

    private synchronized String template() {
        if (!templateMade) {
            TestDatabase template = exists(TEMPLATE) ? named(TEMPLATE) : createEmpty(TEMPLATE);
            OutboxMigrations.migrate(template.dataSource(), "outbox");
            templateMade = true;
        }
        return TEMPLATE;
    }

    private boolean exists(String name) {
        try (Connection connection = named("postgres").dataSource().getConnection()) {
            return select(connection, "select 1 from pg_database where datname = ?", name);
        } catch (SQLException e) {
            throw new TestServerException("cannot look for database " + name, e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether the query returns a row. */
    private static boolean select(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                boolean some = rows.next();
                while (rows.next()) {}
                return some;
            }
        }
    }
}

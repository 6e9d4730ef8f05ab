package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.TestServerException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The statements between a primary and its standbys. */
final class PostgresReplication {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PostgresReplication() {}

    /** Makes {@code primary} keep the WAL that a standby will need, under a slot of that name. */
    static void keepWal(TestDatabase primary, String slot) {
        ask(primary, "select lsn::text from pg_create_physical_replication_slot(?, true)", slot);
    }

    /** The settings that make a server follow {@code primary}. */
    static void follow(TestPostgresBuilder standby, TestPostgres primary, String slot) {
        standby.setting("primary_slot_name", slot)
                .setting("hot_standby_feedback", "on")
                .setting(
                        "primary_conninfo",
                        "host=127.0.0.1 port=" + primary.port() + " user=" + primary.username() + " password="
                                + primary.password() + " dbname=postgres application_name=" + slot);
    }

    /** Waits until {@code standby} shows everything that {@code primary} had written at the time of this call. */
    static void awaitReplay(TestDatabase primary, TestDatabase standby) {
        String written = ask(primary, "select pg_current_wal_insert_lsn()::text from (values (?)) as unused", "");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!"t".equals(ask(standby, "select pg_last_wal_replay_lsn() >= ?::pg_lsn", written))) {
            if (System.nanoTime() - deadline > 0) {
                throw new TestServerException(standby.jdbcUrl() + " has not come as far as " + written);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Promotes a standby to primary; returns when the new primary takes writes. */
    static void promote(TestDatabase standby) {
        if (!"t".equals(ask(standby, "select pg_promote(true, ?::int)", Long.toString(PATIENCE.toSeconds())))) {
            throw new TestServerException(standby.jdbcUrl() + " was not promoted within " + PATIENCE);
        }
    }

    private static String ask(TestDatabase server, String sql, String parameter) {
        try (Connection connection = server.dataSource().getConnection();
                PreparedStatement question = connection.prepareStatement(sql)) {
            question.setString(1, parameter);
            try (ResultSet row = question.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new TestServerException("cannot ask " + server.jdbcUrl() + ": " + sql, e);
        }
    }
}

package io.dualstream.outbox.benchmarks.campaign.writers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The ways a transaction ends. */
public enum Ending {
    COMMIT(true) {
        @Override
        void end(Connection connection, String gid) throws SQLException {
            connection.commit();
        }
    },
    ROLLBACK(false) {
        @Override
        void end(Connection connection, String gid) throws SQLException {
            connection.rollback();
        }
    },
    COMMIT_PREPARED(true) {
        @Override
        void end(Connection connection, String gid) throws SQLException {
            prepare(connection, gid);
            alone(connection, "commit prepared '" + gid + "'");
        }
    },
    ROLLBACK_PREPARED(false) {
        @Override
        void end(Connection connection, String gid) throws SQLException {
            prepare(connection, gid);
            alone(connection, "rollback prepared '" + gid + "'");
        }
    },
    /** The backend is killed just before the commit, and the connection cannot be used afterwards. */
    KILLED_BACKEND(false) {
        @Override
        void end(Connection connection, String gid) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pg_backend_pid())");
            } catch (SQLException e) {
                connection.close();
                return;
            }
            throw new AssertionError("the backend outlived its end");
        }
    };

    private final boolean commits;

    Ending(boolean commits) {
        this.commits = commits;
    }

    public boolean commits() {
        return commits;
    }

    /** Ends the transaction. {@code gid} is its name if it is prepared. After an error, the outcome is unknown. */
    abstract void end(Connection connection, String gid) throws SQLException;

    private static void prepare(Connection connection, String gid) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare transaction '" + gid + "'");
        }
        connection.commit();
    }

    private static void alone(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        connection.setAutoCommit(false);
    }
}

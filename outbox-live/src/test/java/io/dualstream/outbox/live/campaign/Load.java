package io.dualstream.outbox.live.campaign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Some 200 events a second for 20 aggregates of two types, a tenth of them rolled back. */
final class Load implements AutoCloseable {

    private static final int AGGREGATES = 10;

    private final DataSource database;
    private final Random random;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;
    private volatile @Nullable SQLException failure;

    Load(DataSource database, Random random) {
        this.database = database;
        this.random = random;
        thread.start();
    }

    private void run() {
        String insert = "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " values (?, ?, 'Changed', '{}')";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            connection.setAutoCommit(false);
            while (!stopped) {
                statement.setString(1, random.nextInt(3) == 0 ? "basket" : "order");
                statement.setString(2, Integer.toString(random.nextInt(AGGREGATES)));
                statement.executeUpdate();
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    /** Stops writing, and throws what went wrong. */
    @Override
    public void close() throws SQLException {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}

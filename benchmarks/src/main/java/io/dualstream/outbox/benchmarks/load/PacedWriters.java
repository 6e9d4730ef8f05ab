package io.dualstream.outbox.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Runs transactions at a steady rate from a few sessions, with one event each. The schedule is fixed in advance: a slow commit
 * does not delay the next transaction's due time. An event counts as committed when COMMIT has returned to its session.
 */
public final class PacedWriters {

    private static final int SESSIONS = 4;

    private static final String PAYLOAD = """
            {"orderId":"order-%1$s","sequence":%1$s,"currency":"EUR","total":"288.80","note":"%2$s"}""";

    private final DataSource dataSource;
    private final String insert;

    public PacedWriters(DataSource dataSource, OutboxTable table) {
        this.dataSource = dataSource;
        this.insert = table.insert() + "values (?, 'order', ?, 'order.placed', ?::" + table.payloadType() + ")";
    }

    /** Commits every event of {@code flights}, {@code perSecond} of them each second; blocks until the last has. */
    public void write(int perSecond, Flights flights) throws SQLException {
        AtomicInteger next = new AtomicInteger();
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime() + interval;
        Callable<Void> session = () -> {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(insert)) {
                connection.setAutoCommit(false);
                for (int n = next.getAndIncrement(); n < flights.events(); n = next.getAndIncrement()) {
                    waitUntil(start + n * interval);
                    write(connection, statement, flights, n);
                }
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try {
            List<Future<Void>> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(threads.submit(session));
            }
            for (Future<Void> each : sessions) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new SQLException("a writer failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while writing", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void write(Connection connection, PreparedStatement insert, Flights flights, int n)
            throws SQLException {
        long began = System.nanoTime();
        insert.setObject(1, flights.id(n));
        insert.setString(2, "order-" + n % 1000);
        insert.setString(3, PAYLOAD.formatted(Integer.toString(n), "x".repeat(300)));
        insert.executeUpdate();
        connection.commit();
        flights.committed(n, began, System.nanoTime());
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Opens a session with a transaction that has written an event and stays open. */
    public Connection holdOpen() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setObject(1, UUID.randomUUID());
            statement.setString(2, "held");
            statement.setString(3, "{}");
            statement.executeUpdate();
        }
        return connection;
    }
}

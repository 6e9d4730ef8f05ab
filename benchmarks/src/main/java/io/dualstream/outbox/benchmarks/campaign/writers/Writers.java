package io.dualstream.outbox.benchmarks.campaign.writers;

import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Runs threads that write until they are stopped. */
public final class Writers implements AutoCloseable {

    private static final int AGGREGATES = 60;
    private static final int PSQL_WRITERS = 2;

    private final TestDatabase database;
    private final History history = new History();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Duration pause;
    private volatile boolean running = true;

    /** An error of a writer, and its time ({@link System#nanoTime}). */
    public record Failure(long nanos, SQLException error) {}

    private Writers(TestDatabase database, Duration pause) {
        this.database = database;
        this.pause = pause;
    }

    /**
     * Prepares the business tables of a fresh database and starts the threads, which pause between transactions. Two more
     * threads use psql, if it is installed.
     */
    public static Writers start(TestDatabase database, int count, Duration pause, long seed) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            Aggregates.create(connection, AGGREGATES);
        }
        Writers writers = new Writers(database, pause);
        for (int i = 0; i < count; i++) {
            String name = "writer-" + i;
            Random random = new Random(seed * 31 + i);
            writers.threads.add(new Thread(() -> writers.run(name, random), name));
        }
        for (int i = 0; i < (PsqlSession.version().isEmpty() ? 0 : PSQL_WRITERS); i++) {
            Random random = new Random(seed * 37 + i);
            writers.threads.add(new Thread(() -> writers.runPsql(random), "psql-" + i));
        }
        writers.threads.forEach(Thread::start);
        return writers;
    }

    public History history() {
        return history;
    }

    /** The errors of writers, except those of backends that the writers killed themselves. */
    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    private void run(String name, Random random) {
        for (int session = 0; running; session++) {
            try (Connection connection = database.dataSource().getConnection()) {
                finishPrepared(connection, name + "-");
                connection.setAutoCommit(false);
                for (int n = 0; running && !connection.isClosed(); n++) {
                    Transaction.run(
                            connection, Shape.draw(random, AGGREGATES), name + "-" + session + "-" + n, history);
                    LockSupport.parkNanos(pause.toNanos());
                }
            } catch (SQLException e) {
                failures.add(new Failure(System.nanoTime(), e));
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private void runPsql(Random random) {
        while (running) {
            try (PsqlSession psql = PsqlSession.open(database)) {
                while (running) {
                    PsqlTransaction.run(psql, random, AGGREGATES, history);
                    LockSupport.parkNanos(pause.toNanos());
                }
            } catch (SQLException e) {
                failures.add(new Failure(System.nanoTime(), e));
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
    }

    private static final String PREPARED = "select gid from pg_prepared_xacts where gid like '%s%%'";

    /** Ends prepared transactions, as a transaction coordinator does after a crash, so that none remains and holds locks. */
    private static void finishPrepared(Connection connection, String prefix) throws SQLException {
        List<String> gids = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(PREPARED.formatted(prefix))) {
                while (rows.next()) {
                    gids.add(rows.getString(1));
                }
            }
            for (String gid : gids) {
                statement.execute("commit prepared '" + gid + "'");
            }
        }
    }

    /** Stops the threads and determines the truth. */
    public Truth settle() throws SQLException {
        close();
        try (Connection connection = database.dataSource().getConnection()) {
            finishPrepared(connection, "writer-");
            return history.settle(connection);
        }
    }

    /** Ends every thread after its transaction. Idempotent. */
    @Override
    public void close() {
        running = false;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

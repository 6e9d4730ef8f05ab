package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.BaseBackup;
import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.Ports;
import io.dualstream.outbox.testkit.internal.ProcessReaper;
import io.dualstream.outbox.testkit.internal.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own, ready for logical replication; log in as superuser {@code postgres} with password
 * {@code postgres}. Thread-safe; close it.
 */
public final class TestPostgres implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);

    private final int port = Ports.free();
    private final PostgresDatabases databases = new PostgresDatabases(port);
    private final Path temporary = Directories.temporary("postgres");
    private final ProcessReaper reaper = ProcessReaper.on(temporary);
    private final TestPostgresBuilder settings;
    private final PostgresCluster cluster;
    private final AtomicInteger copies = new AtomicInteger();
    private @Nullable ServerProcess process;

    TestPostgres(TestPostgresBuilder settings) {
        this.settings = settings;
        try {
            cluster = PostgresCluster.prepare(settings, temporary, port);
            launch();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a server of the version of this run (see {@link PostgresVersion#ofThisRun}) with fsync off. */
    public static TestPostgres start() {
        return builder().start();
    }

    /** A server with options. */
    public static TestPostgresBuilder builder() {
        return new TestPostgresBuilder();
    }

    /** Loopback port; the same for the server's whole life. */
    public int port() {
        return port;
    }

    /** JDBC URL of the database {@code postgres}, which is empty: no outbox schema. */
    public String jdbcUrl() {
        return database("postgres").jdbcUrl();
    }

    /** The superuser's name. */
    public String username() {
        return PostgresCluster.SUPERUSER;
    }

    /** The superuser's password. */
    public String password() {
        return PostgresCluster.SUPERUSER;
    }

    /** An unpooled data source of the database {@code postgres}. */
    public DataSource dataSource() {
        return database("postgres").dataSource();
    }

    /** How to reach a database by its name, whether it exists or not. */
    public TestDatabase database(String name) {
        return databases.named(name);
    }

    /** Makes a fresh database under a name of its own, with the outbox in schema {@code outbox}. */
    public TestDatabase createDatabase() {
        return createDatabase(databases.newName());
    }

    /** Makes a fresh database under that name, with the outbox in schema {@code outbox}. */
    public TestDatabase createDatabase(String name) {
        return databases.create(name);
    }

    /** Makes a fresh database under a name of its own, without the outbox schema. */
    public TestDatabase createEmptyDatabase() {
        return createEmptyDatabase(databases.newName());
    }

    /** Makes a fresh database under that name, without the outbox schema. */
    public TestDatabase createEmptyDatabase(String name) {
        return databases.createEmpty(name);
    }

    /** Drops a database, ending its sessions and prepared transactions and dropping its replication slots first. */
    public void dropDatabase(TestDatabase database) {
        databases.drop(database.name());
    }

    /**
     * Starts a hot standby with a copy of this server's data, which it goes on streaming. Asynchronous; {@code synchronous_standby_names = '*'}
     * set here makes it synchronous. Close it before this server.
     */
    public TestPostgres standby() {
        String slot = "standby_" + copies.incrementAndGet();
        PostgresReplication.keepWal(database("postgres"), slot);
        TestPostgresBuilder standby = settings.withData(data -> {
            BaseBackup.take(dataSource(), cluster.data(), data);
            new PostgresCluster(cluster.home(), data).signal("standby.signal");
        });
        PostgresReplication.follow(standby, this, slot);
        return standby.start();
    }

    /** Of a standby: waits until it shows everything that {@code primary} has written so far. */
    public void awaitReplay(TestPostgres primary) {
        PostgresReplication.awaitReplay(primary.database("postgres"), database("postgres"));
    }

    /** Of a standby: makes it a primary, on a new timeline; returns when it takes writes. */
    public void promote() {
        PostgresReplication.promote(database("postgres"));
    }

    /** Copies the running server's data as {@code pg_basebackup} does: without replication slots. */
    public TestBackup backup() {
        Path copy = temporary.resolve("backup-" + copies.incrementAndGet());
        BaseBackup.take(dataSource(), cluster.data(), copy);
        return new TestBackup(copy);
    }

    /** Goes back to a backup of this server, on the same timeline, as when its files are put in place and started. */
    public synchronized void restore(TestBackup backup) {
        restore(backup, false);
    }

    /** Goes back to a backup of this server, and to a new timeline, as when it is recovered from an archive. */
    public synchronized void restoreOnNewTimeline(TestBackup backup) {
        restore(backup, true);
    }

    private void restore(TestBackup backup, boolean newTimeline) {
        stopImmediately();
        cluster.replace(backup.data(), newTimeline);
        launch();
    }

    /** Stops the server in an orderly way (fast shutdown: sessions are ended); a stopped server is left alone. */
    public synchronized void stop() {
        end("INT");
    }

    /** Lets the server crash: every process ends at once, the next start recovers from the WAL. */
    public synchronized void stopImmediately() {
        end("QUIT");
    }

    /** Starts the server again on the same port and data, after stopping it in an orderly way if it still runs. */
    public synchronized void restart() {
        stop();
        launch();
    }

    /** Stops the server and deletes its data, unless the data directory was given by the caller. */
    @Override
    public synchronized void close() {
        end("INT");
        reaper.release();
        Directories.delete(temporary);
    }

    private void launch() {
        process = ServerProcess.start(
                cluster.command("postgres", List.of("-D", cluster.data().toString())),
                temporary.resolve("postgres.log"),
                reaper,
                START_PATIENCE,
                cluster::isReady);
    }

    private void end(String signal) {
        if (process != null) {
            process.end(signal, STOP_PATIENCE);
            process = null;
            reaper.watchNothing();
        }
    }
}

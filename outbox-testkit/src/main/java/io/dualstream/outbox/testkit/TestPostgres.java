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
 * A PostgreSQL server of its own, ready for logical replication. The superuser is {@code postgres} with the password
 * {@code postgres}. Thread-safe. Must be closed.
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

    /** Returns a builder of a server with options. */
    public static TestPostgresBuilder builder() {
        return new TestPostgresBuilder();
    }

    /** Returns the port on loopback, which never changes. */
    public int port() {
        return port;
    }

    /** Returns the JDBC URL of the database {@code postgres}, which is empty: the database has no outbox schema. */
    public String jdbcUrl() {
        return database("postgres").jdbcUrl();
    }

    /** Returns the superuser's name. */
    public String username() {
        return PostgresCluster.SUPERUSER;
    }

    /** Returns the superuser's password. */
    public String password() {
        return PostgresCluster.SUPERUSER;
    }

    /** Returns a data source without a pool for the database {@code postgres}. */
    public DataSource dataSource() {
        return database("postgres").dataSource();
    }

    /** Returns the address of a database by name, whether or not the database exists. */
    public TestDatabase database(String name) {
        return databases.named(name);
    }

    /** Creates a database with a new name, and with the outbox in the schema {@code outbox}. */
    public TestDatabase createDatabase() {
        return createDatabase(databases.newName());
    }

    /** Creates a database with that name, and with the outbox in the schema {@code outbox}. */
    public TestDatabase createDatabase(String name) {
        return databases.create(name);
    }

    /** Creates a database with a new name, without the outbox schema. */
    public TestDatabase createEmptyDatabase() {
        return createEmptyDatabase(databases.newName());
    }

    /** Creates a database with that name, without the outbox schema. */
    public TestDatabase createEmptyDatabase(String name) {
        return databases.createEmpty(name);
    }

    /** Drops a database. Before that, ends its sessions and prepared transactions and drops its replication slots. */
    public void dropDatabase(TestDatabase database) {
        databases.drop(database.name());
    }

    /**
     * Starts a hot standby with a copy of this server's data, which keeps streaming from this server. Replication is
     * asynchronous, unless {@code synchronous_standby_names = '*'} is set on this server. The standby must be closed before
     * this server.
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

    /** Waits until this standby shows everything that {@code primary} has written so far. */
    public void awaitReplay(TestPostgres primary) {
        PostgresReplication.awaitReplay(primary.database("postgres"), database("postgres"));
    }

    /** Makes this standby a primary, on a new timeline. Returns when the server accepts writes. */
    public void promote() {
        PostgresReplication.promote(database("postgres"));
    }

    /** Copies the running server's data as {@code pg_basebackup} does, without replication slots. */
    public TestBackup backup() {
        Path copy = temporary.resolve("backup-" + copies.incrementAndGet());
        BaseBackup.take(dataSource(), cluster.data(), copy);
        return new TestBackup(copy);
    }

    /**
     * Restores a backup of this server on the same timeline, as if an operator copied the files back and started the server.
     */
    public synchronized void restore(TestBackup backup) {
        restore(backup, false);
    }

    /** Restores a backup of this server on a new timeline, as in a recovery from an archive. */
    public synchronized void restoreOnNewTimeline(TestBackup backup) {
        restore(backup, true);
    }

    private void restore(TestBackup backup, boolean newTimeline) {
        stopImmediately();
        cluster.replace(backup.data(), newTimeline);
        launch();
    }

    /** Stops the server in an orderly way (fast shutdown: sessions are ended). Does nothing if the server is stopped. */
    public synchronized void stop() {
        end("INT");
    }

    /** Crashes the server: every process ends at once, and the next start recovers from the WAL. */
    public synchronized void stopImmediately() {
        end("QUIT");
    }

    /** Starts the server again with the same port and data. If the server is running, stops it first in an orderly way. */
    public synchronized void restart() {
        stop();
        launch();
    }

    /** Stops the server and deletes its data, unless the caller gave the data directory. */
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

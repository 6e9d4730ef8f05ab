package io.dualstream.outbox.testkit;

import io.dualstream.outbox.db.OutboxMigrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
    private static final String TEMPLATE = "outbox_template";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final PostgresCluster cluster;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();
    private final Leash leash;
    private final Path temporary;
    private @Nullable ServerProcess process;
    private boolean templateMade;

    TestPostgres(TestPostgresBuilder settings) {
        port = Ports.free();
        temporary = Directories.temporary("postgres");
        leash = Leash.on(temporary);
        cluster = PostgresCluster.prepare(settings, temporary, port);
        try {
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
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
        return new TestDatabase(name, url, username(), password());
    }

    /** Makes a fresh database under a name of its own, with the outbox schema {@code outbox}; takes some 50 ms. */
    public TestDatabase createDatabase() {
        return createDatabase("test_" + databases.incrementAndGet());
    }

    /** Makes a fresh database under that name, with the outbox schema {@code outbox}. */
    public TestDatabase createDatabase(String name) {
        return create(name, template());
    }

    /** Makes a fresh database under that name, without the outbox schema. */
    public TestDatabase createEmptyDatabase(String name) {
        return create(name, "template1");
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
        end("QUIT");
        leash.release();
        Directories.delete(temporary);
    }

    private TestDatabase create(String name, String template) {
        execute("create database \"" + name + "\" template " + template);
        return database(name);
    }

    /** The database that fresh ones are copies of; migrated when first needed. */
    private synchronized String template() {
        if (!templateMade) {
            TestDatabase template = createEmptyDatabase(TEMPLATE);
            OutboxMigrations.migrate(template.dataSource(), "outbox");
            templateMade = true;
        }
        return TEMPLATE;
    }

    private void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new TestServerException("failed: " + sql, e);
        }
    }

    private void launch() {
        cluster.forgetLastRun();
        process = ServerProcess.start(
                cluster.command("postgres", List.of("-D", cluster.data().toString())),
                temporary.resolve("postgres.log"),
                leash,
                START_PATIENCE,
                cluster::isReady);
    }

    private void end(String signal) {
        if (process != null) {
            process.end(signal, STOP_PATIENCE);
            process = null;
            leash.holdNothing();
        }
    }
}

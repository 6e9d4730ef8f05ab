package io.dualstream.outbox.testkit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Options of a {@link TestPostgres}; each option has a default. */
public final class TestPostgresBuilder {
    private PostgresVersion version = PostgresVersion.ofThisRun();
    private @Nullable Path dataDirectory;
    private @Nullable Consumer<Path> origin;
    private final Map<String, String> settings = new LinkedHashMap<>();

    TestPostgresBuilder() {
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("wal_level", "logical");
        settings.put("max_connections", "200");
        settings.put("max_wal_senders", "40");
        settings.put("max_replication_slots", "40");
        settings.put("max_prepared_transactions", "20");
        settings.put("timezone", "UTC");
        durable(false);
    }

    /** Sets the major version; default {@link PostgresVersion#ofThisRun}. */
    public TestPostgresBuilder version(PostgresVersion version) {
        this.version = version;
        return this;
    }

    /**
     * Sets whether every commit is forced to disk, as in production. Default false: fsync is off, for speed. Commits then
     * still survive {@link TestPostgres#stopImmediately}, but not a crash of the machine.
     */
    public TestPostgresBuilder durable(boolean durable) {
        String value = durable ? "on" : "off";
        settings.put("fsync", value);
        settings.put("full_page_writes", value);
        return this;
    }

    /** Sets the server's own time zone; default UTC. The JDBC driver sets the time zone of each session to the JVM's. */
    public TestPostgresBuilder timeZone(String zone) {
        return setting("timezone", zone);
    }

    /** Sets a parameter of {@code postgresql.conf}; the last value of a parameter applies. */
    public TestPostgresBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Sets the directory of the data, which {@link TestPostgres#close} then keeps. An empty directory is initialised; the
     * data in any other directory are used. Default: a temporary directory.
     */
    public TestPostgresBuilder dataDirectory(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        return this;
    }

    /** Starts the server. Returns when the server accepts connections. */
    public TestPostgres start() {
        return new TestPostgres(this);
    }

    /** Returns the same options for a server with other data: {@code origin} fills the server's directory. */
    TestPostgresBuilder withData(Consumer<Path> origin) {
        TestPostgresBuilder other = new TestPostgresBuilder();
        other.version = version;
        other.settings.putAll(settings);
        other.origin = origin;
        return other;
    }

    PostgresVersion version() {
        return version;
    }

    @Nullable
    Path dataDirectory() {
        return dataDirectory;
    }

    /** Returns the action that fills an empty data directory; null means that the directory is initialised. */
    @Nullable
    Consumer<Path> origin() {
        return origin;
    }

    Map<String, String> settings() {
        return settings;
    }
}

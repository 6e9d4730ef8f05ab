package io.dualstream.outbox.testkit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Options of a {@link TestPostgres}; each has a default. */
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

    /** Major version; default {@link PostgresVersion#ofThisRun}. */
    public TestPostgresBuilder version(PostgresVersion version) {
        this.version = version;
        return this;
    }

    /**
     * Whether every commit is forced to disk, as in production. Default false: fsync off, for speed; commits then still
     * survive {@link TestPostgres#stopImmediately}, but not a crash of the machine.
     */
    public TestPostgresBuilder durable(boolean durable) {
        String value = durable ? "on" : "off";
        settings.put("fsync", value);
        settings.put("full_page_writes", value);
        return this;
    }

    /** The server's own time zone; default UTC. The JDBC driver sets each session's zone to the JVM's. */
    public TestPostgresBuilder timeZone(String zone) {
        return setting("timezone", zone);
    }

    /** Any parameter of {@code postgresql.conf}; the last value wins. */
    public TestPostgresBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Keeps the data there, beyond close: initialised if empty, else used as it is. Default: temporary. */
    public TestPostgresBuilder dataDirectory(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
        return this;
    }

    /** Starts the server; returns when it accepts connections. */
    public TestPostgres start() {
        return new TestPostgres(this);
    }

    /** The same options for a server with other data: {@code origin} fills its directory. */
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

    /** What fills an empty data directory; null means that it is initialised. */
    @Nullable
    Consumer<Path> origin() {
        return origin;
    }

    Map<String, String> settings() {
        return settings;
    }
}

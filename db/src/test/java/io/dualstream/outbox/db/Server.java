package io.dualstream.outbox.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server; one per version, started when first asked for, stopped with the JVM. */
final class Server {

    private static final Map<ServerVersion, Server> SERVERS = new ConcurrentHashMap<>();

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private Server(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static Server of(ServerVersion version) {
        return SERVERS.computeIfAbsent(version, Server::start);
    }

    /** {@code options} as CREATE DATABASE takes them. */
    DataSource createDatabase(String options) {
        String name = "db" + databases.incrementAndGet();
        Sql.execute(dataSource("postgres"), "create database " + name + " " + options);
        return dataSource(name);
    }

    private DataSource dataSource(String database) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setURL(postgres.getJdbcUrl("postgres", database));
        return dataSource;
    }

    private static Server start(ServerVersion version) {
        try {
            return new Server(EmbeddedPostgres.builder()
                    .setPgBinaryResolver((system, machine) -> binaries(version))
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_prepared_transactions", "10")
                    .setServerConfig("timezone", "Asia/Kathmandu")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream binaries(ServerVersion version) throws IOException {
        Path jar = Path.of("target", "postgres", version.name().substring(1) + ".jar");
        try (var zip = new ZipFile(jar.toFile())) {
            var archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            return new ByteArrayInputStream(zip.getInputStream(archive).readAllBytes());
        }
    }
}

package io.dualstream.outbox.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** An outbox as an earlier build left it, and logins of this database that may be up to something. */
final class Installed {

    private Installed() {}

    static String isSuperuser(DataSource database, String user) {
        return Sql.query(database, "select rolsuper from pg_roles where rolname = '" + user + "'")
                .get(0);
    }

    /** A login of that name, for this database alone: roles belong to the whole server. */
    static String login(DataSource database, String name) {
        String login =
                name + "_" + Sql.query(database, "select current_database()").get(0);
        Sql.execute(database, "create role " + login + " login");
        return login;
    }

    static DataSource as(DataSource database, String user) {
        var source = new PGSimpleDataSource();
        source.setURL(((PGSimpleDataSource) database).getURL());
        source.setUser(user);
        return source;
    }

    /** As whoever installed a build before this one has it. */
    static void migrateToV4(DataSource database, String schema) {
        migrateTo("4", database, schema);
    }

    static void migrateTo(String version, DataSource database, String schema) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:io/dualstream/outbox/db/migration")
                .defaultSchema(schema)
                .table("outbox_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(version)
                .load()
                .migrate();
    }

    static String roles() {
        return read("roles.sql");
    }

    /** As they were before migration V6. */
    static String rolesOfV5() {
        return read("/roles-v5.sql");
    }

    private static String read(String resource) {
        try (var stream = OutboxMigrations.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

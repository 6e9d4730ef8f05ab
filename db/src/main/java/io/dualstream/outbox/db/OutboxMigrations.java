package io.dualstream.outbox.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Makes and upgrades the outbox schema with Flyway, under a history table of its own ({@code outbox_schema_history} in that
 * schema), so that a host's own migrations are untouched.
 */
public final class OutboxMigrations {

    static final String LOCATION = "classpath:io/dualstream/outbox/db/migration";
    static final String HISTORY_TABLE = "outbox_schema_history";

    private OutboxMigrations() {}

    /**
     * Brings {@code schema} up to date, creating it if needed; does nothing when it already is. Safe to call from several
     * processes at once. Blocks until done. Needs the right to create schemas and publications in the database.
     */
    public static void migrate(DataSource dataSource, String schema) {
        flyway(dataSource, schema).migrate();
    }

    /** Throws a {@link org.flywaydb.core.api.FlywayException} that names the difference unless {@code schema} is up to date. */
    public static void validate(DataSource dataSource, String schema) {
        flyway(dataSource, schema).validate();
    }

    private static Flyway flyway(DataSource dataSource, String schema) {
        return Flyway.configure(OutboxMigrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations(LOCATION)
                .defaultSchema(schema)
                .table(HISTORY_TABLE)
                // The schema may be one that already holds other things: start from nothing there all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}

package io.dualstream.outbox.db;

import javax.sql.DataSource;

/**
 * Makes and upgrades the outbox schema with Flyway, under a history table of its own ({@code outbox_schema_history} in that
 * schema), so that a host's own migrations are untouched.
 */
public final class OutboxMigrations {

    private static final Schema OUTBOX = new Schema("migration", "outbox_schema_history");

    private OutboxMigrations() {}

    /**
     * Brings {@code schema} up to date, creating it if needed; does nothing when it already is. Safe to call from several
     * processes at once. Blocks until done. Needs the right to create schemas and publications in the database.
     */
    public static void migrate(DataSource dataSource, String schema) {
        OUTBOX.migrate(dataSource, schema);
    }

    /** Throws a {@link org.flywaydb.core.api.FlywayException} that names the difference unless {@code schema} is up to date. */
    public static void validate(DataSource dataSource, String schema) {
        OUTBOX.validate(dataSource, schema);
    }
}

package io.dualstream.outbox.db;

import javax.sql.DataSource;

/**
 * Creates and upgrades the outbox schema with Flyway. The schema has its own history table, {@code outbox_schema_history},
 * so the migrations of the application are not affected.
 */
public final class OutboxMigrations {

    private static final Schema OUTBOX = new Schema("migration", "outbox_schema_history", "event", "_publisher");

    private OutboxMigrations() {}

    /**
     * Creates or upgrades {@code schema}; does nothing if the schema is up to date. Several processes may call this method
     * at the same time. Blocks until the migration is done. The database user needs the right to create schemas and
     * publications in the database.
     */
    public static void migrate(DataSource dataSource, String schema) {
        OUTBOX.migrate(dataSource, schema);
    }

    /**
     * Throws a {@link org.flywaydb.core.api.FlywayException} that names the difference unless {@code schema} is up to date.
     */
    public static void validate(DataSource dataSource, String schema) {
        OUTBOX.validate(dataSource, schema);
    }
}

package io.dualstream.outbox.db;

import javax.sql.DataSource;

/**
 * Creates and upgrades the inbox schema with Flyway. The schema has its own history table, {@code inbox_schema_history}. The
 * inbox needs no outbox, and may share a schema with one.
 */
public final class InboxMigrations {

    private static final Schema INBOX = new Schema("inbox", "inbox_schema_history", "received", "_consumer");

    private InboxMigrations() {}

    /**
     * Creates or upgrades {@code schema}; does nothing if the schema is up to date. Several processes may call this method
     * at the same time. Blocks until the migration is done. The database user needs the right to create schemas in the
     * database.
     */
    public static void migrate(DataSource dataSource, String schema) {
        INBOX.migrate(dataSource, schema);
    }

    /**
     * Throws a {@link org.flywaydb.core.api.FlywayException} that names the difference unless {@code schema} is up to date.
     */
    public static void validate(DataSource dataSource, String schema) {
        INBOX.validate(dataSource, schema);
    }
}

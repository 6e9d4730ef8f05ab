package io.dualstream.outbox.db;

import javax.sql.DataSource;

/**
 * Makes and upgrades the inbox schema with Flyway, under a history table of its own ({@code inbox_schema_history} in that schema).
 * Needs no outbox, and may share a schema with one.
 */
public final class InboxMigrations {

    private static final Schema INBOX = new Schema("inbox", "inbox_schema_history");

    private InboxMigrations() {}

    /**
     * Brings {@code schema} up to date, creating it if needed; does nothing when it already is. Safe to call from several
     * processes at once. Blocks until done. Needs the right to create schemas in the database.
     */
    public static void migrate(DataSource dataSource, String schema) {
        INBOX.migrate(dataSource, schema);
    }

    /** Throws a {@link org.flywaydb.core.api.FlywayException} that names the difference unless {@code schema} is up to date. */
    public static void validate(DataSource dataSource, String schema) {
        INBOX.validate(dataSource, schema);
    }
}

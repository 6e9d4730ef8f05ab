package io.dualstream.outbox.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A set of migrations of ours, and the history table that it keeps beside what it makes. */
record Schema(String location, String historyTable) {

    void migrate(DataSource dataSource, String schema) {
        flyway(dataSource, schema).migrate();
    }

    void validate(DataSource dataSource, String schema) {
        flyway(dataSource, schema).validate();
    }

    private Flyway flyway(DataSource dataSource, String schema) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/dualstream/outbox/db/" + location)
                .defaultSchema(schema)
                .table(historyTable)
                // The schema may be one that already holds other things: start from nothing there all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}

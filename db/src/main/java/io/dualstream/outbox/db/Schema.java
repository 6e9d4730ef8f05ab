package io.dualstream.outbox.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** One set of migrations, and the history table that Flyway keeps in the same schema. */
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
                // The schema may already contain other objects: the migrations still start from the first.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}

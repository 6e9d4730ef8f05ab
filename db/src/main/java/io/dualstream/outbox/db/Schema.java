package io.dualstream.outbox.db;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * One set of migrations, and the history table that Flyway keeps in the same schema.
 *
 * @param table a table that the first migration creates
 * @param role what the name of the role of a service that uses the schema ends in
 */
record Schema(String location, String historyTable, String table, String role) {

    void migrate(DataSource dataSource, String schema) {
        try {
            flyway(dataSource, schema).migrate();
        } catch (FlywayException e) {
            throw new SchemaFault(this, dataSource, schema).ofMigration(e);
        }
    }

    void validate(DataSource dataSource, String schema) {
        try {
            flyway(dataSource, schema).validate();
        } catch (FlywayException e) {
            throw new SchemaFault(this, dataSource, schema).ofValidation(e);
        }
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

package io.dualstream.outbox.spring;

import io.dualstream.outbox.db.OutboxMigrations;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;

/**
 * Brings outbox schemas up to date when the application starts, or only looks whether they are. Beans that use the database wait
 * for it, the host's own Flyway or Liquibase included, so that a host's migration may refer to the outbox table.
 */
public final class OutboxMigration implements InitializingBean {

    private final DataSource dataSource;
    private final List<String> schemas;
    private final Mode mode;

    public OutboxMigration(DataSource dataSource, String schema) {
        this(dataSource, List.of(schema), Mode.ON);
    }

    public OutboxMigration(DataSource dataSource, List<String> schemas, Mode mode) {
        this.dataSource = dataSource;
        this.schemas = List.copyOf(schemas);
        this.mode = mode;
    }

    @Override
    public void afterPropertiesSet() {
        schemas.forEach(schema -> {
            switch (mode) {
                case ON -> migrate(schema);
                case VALIDATE -> validate(schema);
                case OFF -> {}
            }
        });
    }

    /** Makes or upgrades one more schema, such as that of a new tenant. Safe to call from several instances at once. */
    public void migrate(String schema) {
        try {
            OutboxMigrations.migrate(dataSource, schema);
        } catch (RuntimeException e) {
            throw new OutboxSchemaException("could not be made or upgraded", schema, e);
        }
    }

    private void validate(String schema) {
        try {
            OutboxMigrations.validate(dataSource, schema);
        } catch (RuntimeException e) {
            throw new OutboxSchemaException("is not up to date", schema, e);
        }
    }

    /** What is done about the outbox schema when the application starts; written {@code true}, {@code false}, {@code validate}. */
    public enum Mode {
        /** Make it, or upgrade it. */
        ON,
        /** Nothing: somebody else sees to it. */
        OFF,
        /** Fail the start unless it is there and up to date. */
        VALIDATE
    }
}

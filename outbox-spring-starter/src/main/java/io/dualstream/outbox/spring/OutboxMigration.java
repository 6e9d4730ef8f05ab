package io.dualstream.outbox.spring;

import io.dualstream.outbox.db.OutboxMigrations;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;

/**
 * Creates or upgrades outbox schemas when the application starts, or only checks whether the schemas are up to date. Beans
 * that use the database, including the application's own Flyway or Liquibase, wait for this bean, so a migration of the
 * application may refer to the outbox table.
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

    /**
     * Creates or upgrades one more schema, such as the schema of a new tenant. Several instances may call this method at the
     * same time.
     */
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
            throw new OutboxSchemaException("did not pass validation", schema, e);
        }
    }

    /**
     * What happens to the outbox schema when the application starts. The values are written {@code true}, {@code false} and
     * {@code validate}.
     */
    public enum Mode {
        /** The schema is created or upgraded. */
        ON,
        /** Nothing happens: another process migrates the schema. */
        OFF,
        /** The application does not start unless the schema exists and is up to date. */
        VALIDATE
    }
}

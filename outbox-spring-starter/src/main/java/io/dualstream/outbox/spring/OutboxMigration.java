package io.dualstream.outbox.spring;

import io.dualstream.outbox.db.OutboxMigrations;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;

/**
 * Brings the outbox schema up to date when the application starts. Beans that use the database wait for it, the host's own
 * Flyway or Liquibase included, so that a host's migration may refer to the outbox table.
 */
public final class OutboxMigration implements InitializingBean {

    private final DataSource dataSource;
    private final String schema;

    public OutboxMigration(DataSource dataSource, String schema) {
        this.dataSource = dataSource;
        this.schema = schema;
    }

    @Override
    public void afterPropertiesSet() {
        OutboxMigrations.migrate(dataSource, schema);
    }
}

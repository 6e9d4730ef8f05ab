package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.db.InboxMigrations;
import io.dualstream.outbox.spring.OutboxMigration;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;

/** Sees to the inbox schema when the application starts. Beans that use the database wait for it. */
final class InboxMigration implements InitializingBean {

    private final DataSource dataSource;
    private final String schema;
    private final OutboxMigration.Mode mode;

    InboxMigration(DataSource dataSource, String schema, OutboxMigration.Mode mode) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.mode = mode;
    }

    @Override
    public void afterPropertiesSet() {
        switch (mode) {
            case ON -> InboxMigrations.migrate(dataSource, schema);
            case VALIDATE -> InboxMigrations.validate(dataSource, schema);
            case OFF -> {}
        }
    }
}

package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.db.InboxMigrations;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;

/** Sees to the inbox schema when the application starts. Beans that use the database wait for it. */
public final class InboxMigration implements InitializingBean {

    /** What to do about the schema. */
    public enum Mode {
        /** Make or upgrade it. */
        ON,
        /** Leave it alone. */
        OFF,
        /** Refuse to start unless it is up to date. */
        VALIDATE
    }

    private final DataSource dataSource;
    private final String schema;
    private final Mode mode;

    public InboxMigration(DataSource dataSource, String schema, Mode mode) {
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

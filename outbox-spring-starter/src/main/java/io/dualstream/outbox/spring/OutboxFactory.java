package io.dualstream.outbox.spring;

import io.dualstream.outbox.JdbcOutbox;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxOptions;
import io.dualstream.outbox.SchemaSource;
import javax.sql.DataSource;

/** Makes outboxes with this application's serializer, headers and decorators: for those a host declares itself. */
public final class OutboxFactory {

    private final OutboxOptions options;
    private final Iterable<Decorator> decorators;

    OutboxFactory(OutboxOptions options, Iterable<Decorator> decorators) {
        this.options = options;
        this.decorators = decorators;
    }

    /** One whose events go into one schema. */
    public Outbox on(DataSource dataSource, String schema) {
        return decorated(new JdbcOutbox(dataSource, options.withSchema(schema)));
    }

    /** One whose events go into the schema of the current tenant. */
    public Outbox on(DataSource dataSource, SchemaSource schemas) {
        return decorated(new JdbcOutbox(dataSource, options.withSchemas(schemas)));
    }

    private Outbox decorated(Outbox outbox) {
        Outbox decorated = outbox;
        for (Decorator decorator : decorators) {
            decorated = decorator.decorate(decorated);
        }
        return decorated;
    }

    /** Puts something around every outbox that is configured here, such as observation; each bean of this type is asked in order. */
    @FunctionalInterface
    public interface Decorator {

        Outbox decorate(Outbox outbox);
    }
}

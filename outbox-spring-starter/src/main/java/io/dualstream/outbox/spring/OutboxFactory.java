package io.dualstream.outbox.spring;

import io.dualstream.outbox.JdbcOutbox;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxOptions;
import io.dualstream.outbox.SchemaSource;
import javax.sql.DataSource;

/**
 * Creates outboxes with this application's serializer, headers and decorators, for applications that declare outboxes
 * themselves.
 */
public final class OutboxFactory {

    private final OutboxOptions options;
    private final Iterable<Decorator> decorators;

    OutboxFactory(OutboxOptions options, Iterable<Decorator> decorators) {
        this.options = options;
        this.decorators = decorators;
    }

    /** Returns an outbox that records events in one schema. */
    public Outbox on(DataSource dataSource, String schema) {
        return decorated(new JdbcOutbox(dataSource, options.withSchema(schema)));
    }

    /** Returns an outbox that records events in the schema of the current tenant. */
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

    /**
     * Wraps every outbox that is configured here, for example for observation. Beans of this type are called in their order.
     */
    @FunctionalInterface
    public interface Decorator {

        Outbox decorate(Outbox outbox);
    }
}

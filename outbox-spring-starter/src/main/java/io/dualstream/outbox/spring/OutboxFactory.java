package io.dualstream.outbox.spring;

import io.dualstream.outbox.JdbcOutbox;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxOptions;
import io.dualstream.outbox.SchemaSource;
import javax.sql.DataSource;

/** Makes outboxes with this application's serializer, headers and decorators: for those a host declares itself. */
public final class OutboxFactory {

    private final OutboxOptions options;
    private final Iterable<OutboxDecorator> decorators;

    OutboxFactory(OutboxOptions options, Iterable<OutboxDecorator> decorators) {
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
        for (OutboxDecorator decorator : decorators) {
            decorated = decorator.decorate(decorated);
        }
        return decorated;
    }
}

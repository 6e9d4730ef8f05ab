package io.dualstream.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Records events through a {@link Connection} of the caller, in the transaction that the caller began on the connection. The
 * caller commits or rolls back, and closes the connection. Safe for use by many threads, each with its own connection.
 */
public final class ConnectionOutbox {

    private final EventWriter writer;

    public ConnectionOutbox() {
        this(OutboxOptions.defaults());
    }

    public ConnectionOutbox(OutboxOptions options) {
        writer = new EventWriter(options);
    }

    /**
     * Records one event, as {@link Outbox#publish} does.
     *
     * @throws NoTransactionException if the connection is in autocommit mode or read-only; nothing was written
     */
    public UUID publish(Connection connection, OutboxEvent event) {
        return publishAll(connection, List.of(event)).get(0);
    }

    /** Records several events, as {@link Outbox#publishAll} does. */
    public List<UUID> publishAll(Connection connection, List<OutboxEvent> events) {
        requireTransaction(connection);
        return writer.write(connection, events);
    }

    private static void requireTransaction(Connection connection) {
        try {
            if (connection.getAutoCommit()) {
                throw new NoTransactionException(
                        "publish was called with a connection in autocommit mode, where the event "
                                + "would be committed without your own change: call setAutoCommit(false) before your first "
                                + "statement, and commit() after publishing.");
            }
            if (connection.isReadOnly()) {
                throw new NoTransactionException(
                        "publish was called with a read-only connection, which cannot record an "
                                + "event: call setReadOnly(false) before the transaction begins.");
            }
        } catch (SQLException e) {
            throw new OutboxException("The connection given to publish is unusable: " + e.getMessage(), e);
        }
    }
}

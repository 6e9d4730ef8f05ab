package io.dualstream.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Records events in the Spring-managed transaction of one {@link DataSource}. Any transaction manager may have begun the
 * transaction: the DataSource's own, JPA's, or either of them below jOOQ.
 */
public final class JdbcOutbox implements Outbox {

    private final DataSource dataSource;
    private final EventWriter writer;

    public JdbcOutbox(DataSource dataSource) {
        this(dataSource, OutboxOptions.defaults());
    }

    public JdbcOutbox(DataSource dataSource, OutboxOptions options) {
        // Transaction managers know a DataSource by what is behind this proxy.
        this.dataSource =
                dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                        ? proxy.getTargetDataSource()
                        : dataSource;
        this.writer = new EventWriter(options);
    }

    @Override
    public UUID publish(OutboxEvent event) {
        return publishAll(List.of(event)).get(0);
    }

    @Override
    public List<UUID> publishAll(List<OutboxEvent> events) {
        requireTransaction();
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            requireOwnTransaction(!connection.getAutoCommit());
            return writer.write(connection, events);
        } catch (SQLException e) {
            throw new OutboxException("The connection of the current transaction is unusable: " + e.getMessage(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new NoTransactionException(
                    "publish was called outside of a transaction, where the event could not commit "
                            + "or roll back with your own change: put @Transactional on the calling method, or use a "
                            + "TransactionTemplate.");
        }
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new NoTransactionException(
                    "publish was called after the transaction had ended, as by a @TransactionalEventListener of the phase "
                            + "AFTER_COMMIT, where the event could be lost: publish before the commit, or put "
                            + "@Transactional(propagation = REQUIRES_NEW) on the calling method.");
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new NoTransactionException(
                    "publish was called in a read-only transaction, which cannot record an event: "
                            + "drop readOnly = true from the @Transactional that began it.");
        }
        requireOwnTransaction(TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder);
    }

    /**
     * Throws if the current transaction belongs to another DataSource. In such a transaction, this outbox's DataSource has
     * no connection, or a connection that commits each statement.
     */
    private static void requireOwnTransaction(boolean own) {
        if (!own) {
            throw new NoTransactionException("publish was called in a transaction that is not one of the outbox's own "
                    + "DataSource, so the event could not commit or roll back with it: use the transaction manager of the "
                    + "DataSource given to JdbcOutbox, or give JdbcOutbox the DataSource of this transaction.");
        }
    }
}

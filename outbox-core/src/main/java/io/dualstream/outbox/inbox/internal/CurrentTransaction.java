package io.dualstream.outbox.inbox.internal;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.OutboxException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The Spring-managed transaction of the calling thread on one {@link DataSource}, whichever transaction manager began it. */
public final class CurrentTransaction {

    /** The work that is done with the transaction's connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;

    public CurrentTransaction(DataSource dataSource) {
        // Transaction managers register a DataSource by the object behind this proxy.
        this.dataSource =
                dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                        ? proxy.getTargetDataSource()
                        : dataSource;
    }

    public void requireNone() {
        if (isActive()) {
            throw new IllegalStateException(
                    "The inbox was called inside a transaction, but it begins and ends one itself, in order to"
                            + " count failures: call it outside any transaction, or use claim inside yours.");
        }
    }

    public <T> T require(Work<T> work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new NoTransactionException(
                    "claim was called outside of a transaction, where it could not commit or roll back with what the"
                            + " consumer does: put @Transactional on the calling method, or let Inbox.handle begin one.");
        }
        if (!isActive()) {
            throw new NoTransactionException("claim was called in a transaction that is not one of the inbox's own"
                    + " DataSource, so it could not commit or roll back with it: use the transaction manager of the"
                    + " DataSource given to JdbcInbox, or give JdbcInbox the DataSource of this transaction.");
        }
        return now(work);
    }

    private boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder;
    }

    /** Works in the current transaction if there is one; otherwise each statement has a transaction of its own. */
    public <T> T now(Work<T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return work.on(connection);
        } catch (SQLException e) {
            throw new OutboxException("The inbox could not do its work in the database: " + e.getMessage(), e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}

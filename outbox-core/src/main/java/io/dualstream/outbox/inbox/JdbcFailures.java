package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.inbox.InboxFailures.Failure;
import io.dualstream.outbox.inbox.internal.CurrentTransaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failures of consumers. Each call runs in the current transaction if there is one, otherwise in a transaction of its own. */
record JdbcFailures(CurrentTransaction transaction, FailureTable table) implements InboxFailures {

    @Override
    public List<Failure> list(@Nullable String consumer, long after, int limit) {
        return transaction.now(connection -> table.list(connection, consumer, after, limit));
    }

    @Override
    public List<InboxFailures.Open> open() {
        return transaction.now(table::open);
    }

    @Override
    public Optional<Failure> find(long number) {
        return list(null, number - 1, 1).stream()
                .filter(failure -> failure.number() == number)
                .findFirst();
    }

    @Override
    public void replay(long number) {
        ask(connection -> {
            table.replay(connection, number);
            return number;
        });
    }

    @Override
    public long replayAll(@Nullable String consumer) {
        return ask(connection -> table.replayAll(connection, consumer));
    }

    @Override
    public void discard(long number) {
        ask(connection -> {
            table.discard(connection, number);
            return number;
        });
    }

    /** Reports the first sentence of the server's message, which is the SQL function's own text for the caller. */
    private <T> T ask(CurrentTransaction.Work<T> work) {
        return transaction.now(connection -> {
            try {
                return work.on(connection);
            } catch (SQLException e) {
                String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                throw new OutboxException(said.replaceFirst("^ERROR: ", ""), e);
            }
        });
    }
}

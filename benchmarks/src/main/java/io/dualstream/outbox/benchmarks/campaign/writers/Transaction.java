package io.dualstream.outbox.benchmarks.campaign.writers;

import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/** Runs one transaction of one writer, which is recorded in the history whatever its outcome. */
public final class Transaction {

    private final Connection connection;
    private final Shape shape;
    private final List<Intent> kept = new ArrayList<>();
    private final List<Intent> undone = new ArrayList<>();

    private Transaction(Connection connection, Shape shape) {
        this.connection = connection;
        this.shape = shape;
    }

    /** Runs the transaction on a connection without auto-commit; an error is recorded as an unknown outcome and thrown. */
    public static void run(Connection connection, Shape shape, String gid, History history) throws SQLException {
        new Transaction(connection, shape).run(gid, history);
    }

    private void run(String gid, History history) throws SQLException {
        long began = System.nanoTime();
        long ending = began;
        Outcome outcome = Outcome.UNKNOWN;
        try {
            Aggregates.lock(connection, shape.aggregates());
            write(kept);
            if (shape.savepoint()) {
                Savepoint savepoint = connection.setSavepoint();
                write(undone);
                connection.rollback(savepoint);
                write(kept);
            }
            ending = System.nanoTime();
            shape.ending().end(connection, gid);
            outcome = shape.ending().commits() ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
        } finally {
            long ended = System.nanoTime();
            history.add(new Attempt(outcome, List.copyOf(kept), began, ending, ended));
            history.add(new Attempt(Outcome.ROLLED_BACK, List.copyOf(undone), began, ending, ended));
        }
    }

    private void write(List<Intent> note) throws SQLException {
        List<Intent> intents = new ArrayList<>();
        for (int aggregate : shape.aggregates()) {
            intents.addAll(Aggregates.next(connection, aggregate, shape.events()));
        }
        note.addAll(intents);
        shape.door().write(connection, intents);
    }
}

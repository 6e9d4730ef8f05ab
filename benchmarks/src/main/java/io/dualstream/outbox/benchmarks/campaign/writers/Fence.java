package io.dualstream.outbox.benchmarks.campaign.writers;

import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** An event that says how far a stream has come: whoever sees it has seen everything that committed before it, or never will. */
public record Fence(UUID id) {

    private static final String AGGREGATE_TYPE = "fence";

    /** Commits one, and notes it as any other event; an error leaves its outcome to the table. */
    public static Fence commit(DataSource database, History history) throws SQLException {
        UUID id = UUID.randomUUID();
        List<Intent> intents = List.of(new Intent(id, AGGREGATE_TYPE, id.toString(), 1));
        long began = System.nanoTime();
        Outcome outcome = Outcome.UNKNOWN;
        try (Connection connection = database.getConnection()) {
            Door.INSERT.write(connection, intents);
            outcome = Outcome.COMMITTED;
        } finally {
            history.add(new Attempt(outcome, intents, began, began, System.nanoTime()));
        }
        return new Fence(id);
    }
}

package io.dualstream.outbox.relay.campaign;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What writers meant, and how it ended. Thread-safe. */
final class History {

    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    /**
     * Events that share one fate. All times are {@link System#nanoTime}.
     *
     * @param endingNanos just before the transaction's last statement was sent
     */
    record Attempt(Outcome outcome, List<Intent> intents, long beganNanos, long endingNanos, long endedNanos) {}

    void add(Attempt attempt) {
        attempts.add(attempt);
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /**
     * The truth, once no writer writes any more.
     *
     * @throws AssertionError if the table contradicts a writer: then PostgreSQL or this harness is wrong
     */
    Truth settle(Connection connection) throws SQLException {
        Set<UUID> table = new HashSet<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            try (ResultSet rows = statement.executeQuery("select id from outbox.event")) {
                while (rows.next()) {
                    table.add(rows.getObject(1, UUID.class));
                }
            }
        }
        connection.rollback();
        Truth truth = new Truth();
        for (Attempt attempt : attempts) {
            for (Intent intent : attempt.intents()) {
                boolean present = table.contains(intent.id());
                if (attempt.outcome() != Outcome.UNKNOWN && present != (attempt.outcome() == Outcome.COMMITTED)) {
                    throw new AssertionError(
                            attempt.outcome() + " but " + (present ? "" : "not ") + "there: " + intent);
                }
                truth.add(intent, present);
            }
        }
        return truth;
    }

    /** The duration in ms that a share of the transactions stayed under, of those that began between two instants. */
    double percentileMillis(double share, long fromNanos, long toNanos) {
        long[] nanos = attempts.stream()
                .filter(attempt -> attempt.beganNanos() - fromNanos >= 0 && attempt.beganNanos() - toNanos < 0)
                .mapToLong(attempt -> attempt.endedNanos() - attempt.beganNanos())
                .toArray();
        return Percentiles.millis(nanos, share);
    }
}

package io.dualstream.outbox.benchmarks.campaign.writers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Records the intents of writers and the outcomes of their transactions. Thread-safe. */
public final class History {

    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    /**
     * The events of one transaction. All times are {@link System#nanoTime}.
     *
     * @param endingNanos just before the transaction's last statement was sent
     */
    public record Attempt(Outcome outcome, List<Intent> intents, long beganNanos, long endingNanos, long endedNanos) {}

    public void add(Attempt attempt) {
        attempts.add(attempt);
    }

    public List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /**
     * Determines the truth, after all writers have ended.
     *
     * @throws AssertionError if the table contradicts a writer, which means that PostgreSQL or this harness is wrong
     */
    public Truth settle(Connection connection) throws SQLException {
        Map<UUID, Long> table = rowsIn(connection);
        Truth truth = new Truth();
        for (Attempt attempt : attempts) {
            for (Intent intent : attempt.intents()) {
                Long createdMicros = table.get(intent.id());
                boolean present = createdMicros != null;
                if (attempt.outcome() != Outcome.UNKNOWN && present != (attempt.outcome() == Outcome.COMMITTED)) {
                    throw new AssertionError(
                            attempt.outcome() + " but " + (present ? "" : "not ") + "there: " + intent);
                }
                if (createdMicros == null) {
                    truth.rolledBack(intent.id());
                } else {
                    truth.committed(new Fact(intent, createdMicros, attempt.endingNanos(), attempt.endedNanos()));
                }
            }
        }
        return truth;
    }

    /** The events the table holds, and when it says they were created. */
    private static Map<UUID, Long> rowsIn(Connection connection) throws SQLException {
        Map<UUID, Long> table = new HashMap<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            try (ResultSet rows = statement.executeQuery("select id, created_us from outbox.event")) {
                while (rows.next()) {
                    table.put(rows.getObject(1, UUID.class), rows.getLong(2));
                }
            }
        }
        connection.rollback();
        return table;
    }

    /** SHA-256 of the history in the form of {@link #lines}. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines(line -> digest.update((line + "\n").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Writes each attempt as one line: outcome, begin and end, and for each event id, key and number. */
    public void lines(Consumer<String> lines) {
        StringBuilder line = new StringBuilder();
        for (Attempt attempt : attempts) {
            line.setLength(0);
            line.append(attempt.outcome()).append(' ').append(attempt.beganNanos());
            line.append(' ').append(attempt.endedNanos());
            for (Intent intent : attempt.intents()) {
                line.append(' ').append(intent.id()).append(' ').append(intent.key());
                line.append(' ').append(intent.order());
            }
            lines.accept(line.toString());
        }
    }
}

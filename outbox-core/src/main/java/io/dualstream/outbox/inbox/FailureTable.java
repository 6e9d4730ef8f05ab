package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.inbox.InboxFailures.Failure;
import io.dualstream.outbox.inbox.internal.Pairs;
import io.dualstream.outbox.inbox.internal.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements for the failures of consumers, one for each operation. */
final class FailureTable {

    /**
     * The state of an event after a failed attempt: {@code failing}, {@code dead}, {@code handled} elsewhere meanwhile, or
     * {@code discarded}.
     */
    record Recorded(Failure.State state, int attempts) {}

    private final String home;

    FailureTable(String schema) {
        home = '"' + schema.replace("\"", "\"\"") + '"';
    }

    private static final String RECORD = """
            select state, attempts from %s.record_failure(?, ?, ?, ?, ?, jsonb_object(?::text[]), jsonb_object(?::text[]),
                ?, ?, ?, ?, ?)
            """;

    Recorded record(Connection connection, String consumer, Envelope event, Reason reason, int maxAttempts)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD.formatted(home))) {
            statement.setString(1, consumer);
            statement.setString(2, event.inboxId());
            statement.setString(3, reason.text());
            statement.setString(4, reason.errorClass());
            statement.setInt(5, maxAttempts);
            statement.setArray(6, connection.createArrayOf("text", Pairs.of(event.attributes())));
            statement.setArray(7, connection.createArrayOf("text", Pairs.of(event.headers())));
            statement.setString(8, event.key());
            statement.setBytes(9, event.data());
            statement.setString(10, event.origin().topic());
            statement.setInt(11, event.origin().partition());
            statement.setLong(12, event.origin().offset());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Recorded(state(rows.getString(1)), rows.getInt(2));
            }
        }
    }

    private static final String COLUMNS = """
            select f.number, f.consumer,
                array(select word from jsonb_each_text(f.attributes) a, unnest(array[a.key, a.value]) with ordinality w (word, n)
                       order by a.key, n) as attributes,
                array(select word from jsonb_each_text(f.headers) h, unnest(array[h.key, h.value]) with ordinality w (word, n)
                       order by h.key, n) as headers,
                f.key, f.data, f.topic, f.partition, f.record_offset, f.state, f.reason, f.error_class, f.attempts,
                f.first_at, f.last_at, f.replay_requested, f.resolved_at
            """;

    private static final String TAKE_REPLAY = "from %s.take_replay(?) f";

    Optional<Failure> takeReplay(Connection connection, String consumer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + TAKE_REPLAY.formatted(home))) {
            statement.setString(1, consumer);
            return failures(statement).stream().findFirst();
        }
    }

    private static final String FAIL_REPLAY = "select %s.fail_replay(?, ?, ?)";

    void failReplay(Connection connection, long number, Reason reason) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FAIL_REPLAY.formatted(home))) {
            statement.setLong(1, number);
            statement.setString(2, reason.text());
            statement.setString(3, reason.errorClass());
            statement.execute();
        }
    }

    private static final String LIST = """
            from %s.failure f where f.number > ? and (?::text is null or f.consumer = ?) order by f.number limit ?
            """;

    List<Failure> list(Connection connection, @Nullable String consumer, long after, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + LIST.formatted(home))) {
            statement.setLong(1, after);
            statement.setString(2, consumer);
            statement.setString(3, consumer);
            statement.setInt(4, limit);
            return failures(statement);
        }
    }

    private static final String OPEN = """
            select consumer, count(*) filter (where state = 'failing'), count(*) filter (where state = 'dead')
            from %s.failure where state in ('failing', 'dead') group by consumer order by consumer
            """;

    List<InboxFailures.Open> open(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN.formatted(home));
                ResultSet rows = statement.executeQuery()) {
            List<InboxFailures.Open> open = new ArrayList<>();
            while (rows.next()) {
                open.add(new InboxFailures.Open(rows.getString(1), rows.getLong(2), rows.getLong(3)));
            }
            return open;
        }
    }

    private static final String REPLAY = "select %s.replay_failure(?)";

    void replay(Connection connection, long number) throws SQLException {
        call(connection, REPLAY, number);
    }

    private static final String DISCARD = "select %s.discard_failure(?)";

    void discard(Connection connection, long number) throws SQLException {
        call(connection, DISCARD, number);
    }

    private static final String REPLAY_ALL = "select %s.replay_failures(?)";

    long replayAll(Connection connection, @Nullable String consumer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLAY_ALL.formatted(home))) {
            statement.setString(1, consumer);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private void call(Connection connection, String function, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(function.formatted(home))) {
            statement.setLong(1, number);
            statement.execute();
        }
    }

    private static List<Failure> failures(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<Failure> failures = new ArrayList<>();
            while (rows.next()) {
                failures.add(failure(rows));
            }
            return failures;
        }
    }

    private static Failure failure(ResultSet row) throws SQLException {
        Envelope event = new Envelope(
                Pairs.map(row.getArray("attributes")),
                Pairs.map(row.getArray("headers")),
                row.getString("key"),
                row.getBytes("data"),
                new Origin(row.getString("topic"), row.getInt("partition"), row.getLong("record_offset")));
        var resolvedAt = row.getTimestamp("resolved_at");
        return new Failure(
                row.getLong("number"),
                row.getString("consumer"),
                event,
                state(row.getString("state")),
                row.getString("reason"),
                row.getString("error_class"),
                row.getInt("attempts"),
                row.getTimestamp("first_at").toInstant(),
                row.getTimestamp("last_at").toInstant(),
                row.getBoolean("replay_requested"),
                resolvedAt == null ? null : resolvedAt.toInstant());
    }

    private static Failure.State state(String name) {
        return Failure.State.valueOf(name.toUpperCase(Locale.ROOT));
    }
}

package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The operations of operators, through the SQL functions that operators may call. Not thread-safe. */
public final class DeadLetterDesk {

    private final Connection connection;
    private final String schema;
    private final String relay;

    /** {@code connection} is in autocommit mode; the caller closes it. */
    public DeadLetterDesk(Connection connection, String schema, String relay) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
        this.relay = relay;
    }

    private static final String LIST = "select " + LetterColumns.ALL
            + " from %s.dead_letter d where d.relay = ? and d.number > ? order by d.number limit ?";

    public List<DeadLetter> list(long after, int limit) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement query = prepare(LIST)) {
            query.setString(1, relay);
            query.setLong(2, after);
            query.setInt(3, limit);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    letters.add(LetterColumns.read(rows));
                }
            }
        }
        return letters;
    }

    private static final String FIND =
            "select " + LetterColumns.ALL + " from %s.dead_letter d where d.relay = ? and d.number = ?";

    public Optional<DeadLetter> find(long number) throws SQLException {
        try (PreparedStatement query = prepare(FIND)) {
            query.setString(1, relay);
            query.setLong(2, number);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(LetterColumns.read(row)) : Optional.empty();
            }
        }
    }

    private static final String RETRY = "select %s.retry_dead_letter(?)";

    public void retry(long number) throws SQLException {
        call(RETRY, number);
    }

    private static final String DISCARD = "select %s.discard_dead_letter(?)";

    public void discard(long number) throws SQLException {
        call(DISCARD, number);
    }

    private void call(String sql, long number) throws SQLException {
        try (PreparedStatement call = prepare(sql)) {
            call.setLong(1, number);
            call.execute();
        }
    }

    private static final String RETRY_ALL = "select %s.retry_dead_letters(?, ?)";

    public long retryAll(@Nullable String aggregateType) throws SQLException {
        try (PreparedStatement call = prepare(RETRY_ALL)) {
            call.setString(1, aggregateType);
            call.setString(2, relay);
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static final String EDIT = "select %s.edit_dead_letter(?, ?::json, ?, ?, ?)";

    public void edit(long number, DeadLetters.Edit edit) throws SQLException {
        try (PreparedStatement call = prepare(EDIT)) {
            call.setLong(1, number);
            call.setString(2, edit.payload());
            call.setBytes(3, edit.payloadBinary());
            call.setString(4, edit.topic());
            call.setString(5, edit.key());
            call.execute();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql.formatted(schema));
    }
}

package io.dualstream.outbox.inbox.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The statements for received events, one for each operation. */
public final class ReceivedTable {

    /**
     * The result of a claim. Event ids in neither set are duplicates.
     *
     * @param fresh ids that the caller must handle now
     * @param busy ids that another transaction is handling
     */
    public record Claims(Set<String> fresh, Set<String> busy) {}

    public static final int MAX_FORGOTTEN_ROWS = 10_000;

    private final String claim;
    private final String tryClaim;
    private final String forget;

    public ReceivedTable(String schema) {
        String home = '"' + schema.replace("\"", "\"\"") + '"';
        claim = CLAIM.formatted(home);
        tryClaim = TRY_CLAIM.formatted(home);
        forget = FORGET.formatted(home);
    }

    private static final String CLAIM = """
            select event_id from %s.claim(?, ?::text[]) as fresh (event_id)
            """;

    public Set<String> claim(Connection connection, String consumer, Collection<String> eventIds) throws SQLException {
        try (PreparedStatement statement = asking(connection, claim, consumer, eventIds);
                ResultSet rows = statement.executeQuery()) {
            Set<String> fresh = new HashSet<>();
            while (rows.next()) {
                fresh.add(rows.getString(1));
            }
            return fresh;
        }
    }

    private static final String TRY_CLAIM = """
            select event_id, outcome from %s.try_claim(?, ?::text[])
            """;

    /** Claims events as {@link #claim} does, but without waiting for a transaction that is handling one of them. */
    public Claims tryClaim(Connection connection, String consumer, Collection<String> eventIds) throws SQLException {
        try (PreparedStatement statement = asking(connection, tryClaim, consumer, eventIds);
                ResultSet rows = statement.executeQuery()) {
            Set<String> fresh = new HashSet<>();
            Set<String> busy = new HashSet<>();
            while (rows.next()) {
                switch (rows.getString(2)) {
                    case "claimed" -> fresh.add(rows.getString(1));
                    case "busy" -> busy.add(rows.getString(1));
                    default -> {} // a duplicate
                }
            }
            return new Claims(fresh, busy);
        }
    }

    private static final String FORGET = """
            select %s.forget(make_interval(secs => ?), ?)
            """;

    public long forget(Connection connection, Duration keep) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(forget)) {
            statement.setDouble(1, keep.toMillis() / 1000.0);
            statement.setInt(2, MAX_FORGOTTEN_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static PreparedStatement asking(
            Connection connection, String sql, String consumer, Collection<String> eventIds) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, consumer);
        statement.setArray(2, connection.createArrayOf("text", eventIds.toArray()));
        return statement;
    }
}

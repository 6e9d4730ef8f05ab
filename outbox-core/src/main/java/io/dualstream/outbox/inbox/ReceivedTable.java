package io.dualstream.outbox.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What consumers are done with: one statement for each thing that is asked of the database. */
final class ReceivedTable {

    static final int MAX_FORGOTTEN_ROWS = 10_000;

    private final String claim;
    private final String tryClaim;
    private final String forget;

    ReceivedTable(String schema) {
        String home = '"' + schema.replace("\"", "\"\"") + '"';
        claim = CLAIM.formatted(home);
        tryClaim = TRY_CLAIM.formatted(home);
        forget = FORGET.formatted(home);
    }

    private static final String CLAIM = """
            select event_id from %s.claim(?, ?::text[]) as fresh (event_id)
            """;

    Set<String> claim(Connection connection, String consumer, Collection<String> eventIds) throws SQLException {
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

    /** {@link Outcome#HANDLED} for those that are the caller's to handle now. */
    Map<String, Outcome> tryClaim(Connection connection, String consumer, Collection<String> eventIds)
            throws SQLException {
        try (PreparedStatement statement = asking(connection, tryClaim, consumer, eventIds);
                ResultSet rows = statement.executeQuery()) {
            Map<String, Outcome> outcomes = new HashMap<>();
            while (rows.next()) {
                outcomes.put(
                        rows.getString(1),
                        switch (rows.getString(2)) {
                            case "claimed" -> Outcome.HANDLED;
                            case "busy" -> Outcome.BUSY;
                            default -> Outcome.DUPLICATE;
                        });
            }
            return outcomes;
        }
    }

    private static final String FORGET = """
            select %s.forget(make_interval(secs => ?), ?)
            """;

    long forget(Connection connection, Duration keep) throws SQLException {
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

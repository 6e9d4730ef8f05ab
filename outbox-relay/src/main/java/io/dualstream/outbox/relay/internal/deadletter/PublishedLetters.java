package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@code dead_letter} that are published, in case Kafka loses their events. Not thread-safe. */
final class PublishedLetters {

    private final Connection connection;
    private final String schema;
    private final String relay;

    PublishedLetters(Connection connection, String schema, String relay) {
        this.connection = connection;
        this.schema = schema;
        this.relay = relay;
    }

    // the numbers first: to sort whole letters, a server writes all their payloads to its disk
    private static final String SINCE = "select " + LetterColumns.ALL + """
             from %1$s.dead_letter d
             where d.number in (
                 select min(p.number) from %1$s.dead_letter p
                  where p.relay = ? and p.passed and p.state = 'published' and p.resolved_at >= ?
                  group by p.aggregate_type, p.topic)
            """;

    /** Of each aggregate type and topic, the first letter. */
    List<DeadLetter> since(Instant since) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SINCE.formatted(schema))) {
            query.setString(1, relay);
            query.setTimestamp(2, Timestamp.from(since));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    letters.add(LetterColumns.read(rows));
                }
            }
        }
        return letters;
    }

    // a letter without an error was never refused: it was parked, and follows what it waited behind
    private static final String REOPEN = """
            with portion as (
              select number from %1$s.dead_letter
               where relay = ? and aggregate_type = ? and topic is not distinct from ?
                 and passed and state = 'published' and resolved_at >= ?
               order by number
               limit ?)
            update %1$s.dead_letter
               set state = case when error_class is null then 'parked' else 'failed' end,
                   request = case when error_class is null then null else 'retry' end,
                   stalled = false, resolved_at = null
             where number in (select number from portion)
            """;

    /** Opens letters that have the aggregate type and topic of {@code like}, at most {@code limit}; returns how many. */
    int reopen(DeadLetter like, Instant since, int limit) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REOPEN.formatted(schema))) {
            update.setString(1, relay);
            update.setString(2, like.event().aggregateType());
            update.setString(3, like.event().topic());
            update.setTimestamp(4, Timestamp.from(since));
            update.setInt(5, limit);
            return update.executeUpdate();
        }
    }
}

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
import java.util.stream.IntStream;

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

    private static final String SINCE = "select distinct on (d.aggregate_type, d.topic) " + LetterColumns.ALL + """
             from %s.dead_letter d
             where d.relay = ? and d.passed and d.state = 'published' and d.resolved_at >= ?
             order by d.aggregate_type, d.topic, d.number
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
            update %s.dead_letter
               set state = case when error_class is null then 'parked' else 'failed' end,
                   request = case when error_class is null then null else 'retry' end,
                   stalled = false, resolved_at = null
             where relay = ? and aggregate_type = ? and topic is not distinct from ?
               and passed and state = 'published' and resolved_at >= ?
            """;

    /** Opens the letters that have the aggregate type and topic of one of {@code likes}; returns how many. */
    int reopen(List<DeadLetter> likes, Instant since) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(REOPEN.formatted(schema))) {
            for (DeadLetter like : likes) {
                update.setString(1, relay);
                update.setString(2, like.event().aggregateType());
                update.setString(3, like.event().topic());
                update.setTimestamp(4, Timestamp.from(since));
                update.addBatch();
            }
            return IntStream.of(update.executeBatch()).sum();
        }
    }
}

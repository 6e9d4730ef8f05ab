package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.internal.record.EventSize;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The table {@code dead_letter}, for retries and requests of operators. */
public final class DeadLetterQueue implements RedeliveryQueue {

    private final Connection connection;
    private final String schema;
    private final String relay;

    /** {@code connection} is in autocommit mode; the caller closes it. */
    public DeadLetterQueue(Connection connection, String schema, String relay) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
        this.relay = relay;
    }

    private static final String REQUESTED =
            "select exists (select from %s.dead_letter where relay = ? and request is not null)";

    // reads an index that is nearly always empty
    @Override
    public boolean requested() throws SQLException {
        try (PreparedStatement query = prepare(REQUESTED)) {
            query.setString(1, relay);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static final String STALLED = "select distinct on (d.aggregate_type, d.topic) " + LetterColumns.ALL
            + " from %s.dead_letter d where d.relay = ? and d.state = 'failed' and d.stalled"
            + " order by d.aggregate_type, d.topic, d.number";

    @Override
    public List<DeadLetter> stalled() throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement query = prepare(STALLED)) {
            query.setString(1, relay);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    letters.add(LetterColumns.read(rows));
                }
            }
        }
        return letters;
    }

    private static final String REQUEST_STALLED = """
            update %s.dead_letter set request = ?
             where relay = ? and aggregate_type = ? and topic is not distinct from ? and state = 'failed' and stalled
               and request is distinct from 'discard'
            """;

    @Override
    public void requestStalled(DeadLetter first, boolean retry) throws SQLException {
        try (PreparedStatement update = prepare(REQUEST_STALLED)) {
            update.setString(1, retry ? "retry" : null);
            update.setString(2, relay);
            update.setString(3, first.event().aggregateType());
            update.setString(4, first.event().topic());
            update.executeUpdate();
        }
    }

    private static final String DISCARD = """
            update %s.dead_letter set state = 'discarded', request = null, resolved_at = clock_timestamp()
             where relay = ? and passed and request = 'discard' and state in ('failed', 'parked')
            """;

    @Override
    public void discardRequested() throws SQLException {
        try (PreparedStatement discard = prepare(DISCARD)) {
            discard.setString(1, relay);
            discard.executeUpdate();
        }
    }

    // for update: a letter that is about to be published can neither be edited nor discarded meanwhile
    private static final String NEXT = "select " + LetterColumns.ALL + """
              from %1$s.dead_letter d
             where d.relay = ? and d.passed and d.state in ('failed', 'parked') -- as in the index dead_letter_open
               and (d.state = 'parked' or d.request = 'retry')
               and not exists (
                   select from %1$s.dead_letter h
                    where h.relay = d.relay and h.passed and h.aggregate_type = d.aggregate_type and h.number < d.number
                      and h.state = 'failed' and h.blocks = 'type' and h.request is distinct from 'retry')
               and not exists ( -- on its own, so that the index dead_letter_lane serves it: thousands of keys may wait
                   select from %1$s.dead_letter h
                    where h.relay = d.relay and h.passed and h.aggregate_type = d.aggregate_type and h.number < d.number
                      and h.state = 'failed' and h.blocks in ('key', 'everything') and h.request is distinct from 'retry'
                      and hashtextextended(h.lane, 0) = hashtextextended(d.lane, 0) and h.lane = d.lane)
             order by d.number
             limit ?
               for update
            """;

    @Override
    public int publishNext(int limit, int limitBytes, Publication publication)
            throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        try {
            List<DeadLetter> letters = next(limit, limitBytes);
            if (!letters.isEmpty()) {
                publication.publish(letters);
                published(new LetterMark(letters.stream()
                        .map(letter -> new LetterMark.Letter(
                                letter.number(), letter.event().id()))
                        .toList()));
            }
            connection.commit();
            return letters.size();
        } catch (SQLException | RuntimeException | InterruptedException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private List<DeadLetter> next(int limit, int limitBytes) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        try (PreparedStatement query = prepare(NEXT)) {
            query.setString(1, relay);
            query.setInt(2, limit);
            query.setFetchSize(50);
            long bytes = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (bytes < limitBytes && rows.next()) {
                    DeadLetter letter = LetterColumns.read(rows);
                    letters.add(letter);
                    bytes += EventSize.of(letter.event());
                }
            }
        }
        return letters;
    }

    private static final String PUBLISHED = """
            update %s.dead_letter set state = 'published', attempts = attempts + 1, last_at = clock_timestamp(),
                   request = null, resolved_at = clock_timestamp()
             where relay = ? and number = ? and id = ? and state <> 'published'
            """;

    @Override
    public void published(LetterMark mark) throws SQLException {
        try (PreparedStatement update = prepare(PUBLISHED)) {
            for (LetterMark.Letter letter : mark.letters()) {
                update.setString(1, relay);
                update.setLong(2, letter.number());
                update.setObject(3, letter.id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    // only open letters: a successor may have published the letter since
    private static final String FAILED_AGAIN = """
            update %s.dead_letter set state = 'failed', blocks = ?, stalled = ?, reason = ?, error_class = ?,
                   attempts = attempts + 1, last_at = clock_timestamp(), request = null
             where number = ? and state in ('failed', 'parked')
            """;

    @Override
    public void refused(long number, NewDeadLetter setback) throws SQLException {
        try (PreparedStatement update = prepare(FAILED_AGAIN)) {
            update.setString(1, setback.blocks().label());
            update.setBoolean(2, setback.stalled());
            update.setString(3, LetterColumns.plain(setback.reason()));
            update.setString(4, setback.errorClass());
            update.setLong(5, number);
            update.executeUpdate();
        }
    }

    private static final String BLOCK = "update %s.dead_letter set blocks = ? where number = ? and state = 'failed'";

    @Override
    public void block(long number, BlockScope blocks) throws SQLException {
        try (PreparedStatement update = prepare(BLOCK)) {
            update.setString(1, blocks.label());
            update.setLong(2, number);
            update.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql.formatted(schema));
    }
}

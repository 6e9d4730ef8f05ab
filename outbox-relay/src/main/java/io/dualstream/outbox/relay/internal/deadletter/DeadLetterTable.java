package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGConnection;

/** The table {@code dead_letter}, for the durable path. Owns its connection. */
public final class DeadLetterTable implements DeadLetterStore {

    /** How many letters one statement changes: a bulk retry may have published a million at once. */
    static final int PORTION = 10_000;

    private final Connection connection;
    private final String schema;
    private final String relay;
    private final long epoch;
    private final DeadLetterQueue queue;

    private DeadLetterTable(Connection connection, String schema, String relay, long epoch) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
        this.relay = relay;
        this.epoch = epoch;
        this.queue = new DeadLetterQueue(connection, schema, relay);
        durably();
    }

    /**
     * Opens the letters of the relay {@code relay}.
     *
     * @param connection in autocommit mode; taken over, and closed if this call fails
     * @param epoch of the relay's lease: a relay that has lost the lease can no longer write
     */
    public static DeadLetterTable open(Connection connection, String schema, String relay, long epoch)
            throws SQLException {
        try {
            return new DeadLetterTable(connection, schema, relay, epoch);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    // Kafka's cursor passes an event as soon as it is in this table, so the row must survive a crash of the server.
    private static final String DURABLY = """
            select set_config('synchronous_commit', 'on', false)
             where current_setting('synchronous_commit') = 'off'
            """;

    private void durably() throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute(DURABLY);
        }
    }

    // for share: a successor's new epoch waits until these letters are committed, and reads them; no further letters
    // follow
    private static final String FENCE = "select from %s.lease where name = ? and epoch = ? for share";
    private static final String WITHDRAW = "delete from %s.dead_letter where number = any(?)";
    private static final String PUT = "insert into %s.dead_letter (" + LetterColumns.NEW + ") values ("
            + LetterColumns.NEW_VALUES + ") on conflict on constraint dead_letter_event do nothing";
    private static final String[] PUT_RETURNS = {"number", "seq", "id"};
    private static final String MOVE = """
            update %1$s.dead_letter d set number = default
             where d.number = ?
               and exists (
                   select from %1$s.dead_letter h
                    where h.relay = d.relay and h.aggregate_type = d.aggregate_type and h.number > d.number
                      and (h.passed or h.number = any(?)))
            returning d.number
            """;

    @Override
    public Map<Handle, Long> place(List<Placement> inOrder, Collection<Long> withdrawn) throws SQLException {
        return fenced(() -> {
            if (!withdrawn.isEmpty()) {
                update(WITHDRAW, withdrawn);
            }
            Map<Handle, Long> numbers = new LinkedHashMap<>();
            try (PreparedStatement put = connection.prepareStatement(PUT.formatted(schema), PUT_RETURNS)) {
                for (Placement each : inOrder) {
                    NewDeadLetter letter = each.letter();
                    if (letter == null) {
                        put(put, numbers);
                        numbers.put(each.handle(), move(each.number(), numbers.values()));
                    } else {
                        LetterColumns.write(put, relay, letter);
                        put.addBatch();
                    }
                }
                put(put, numbers);
            }
            return numbers;
        });
    }

    @FunctionalInterface
    private interface Change<T> {
        T make() throws SQLException;
    }

    /** Makes the change in one transaction, unless a successor has the lease. */
    private <T> T fenced(Change<T> change) throws SQLException {
        connection.setAutoCommit(false);
        try {
            fence();
            T made = change.make();
            connection.commit();
            return made;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void put(PreparedStatement put, Map<Handle, Long> numbers) throws SQLException {
        put.executeBatch();
        try (ResultSet keys = put.getGeneratedKeys()) {
            while (keys.next()) {
                numbers.put(new Handle(keys.getLong(2), keys.getObject(3, UUID.class)), keys.getLong(1));
            }
        }
    }

    private long move(long number, Collection<Long> before) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE.formatted(schema))) {
            move.setLong(1, number);
            move.setArray(2, connection.createArrayOf("bigint", before.toArray()));
            try (ResultSet moved = move.executeQuery()) {
                return moved.next() ? moved.getLong(1) : number;
            }
        }
    }

    private void fence() throws SQLException {
        try (PreparedStatement fence = connection.prepareStatement(FENCE.formatted(schema))) {
            fence.setString(1, relay);
            fence.setLong(2, epoch);
            try (ResultSet row = fence.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException(
                            "Another relay named '" + relay + "' took the lease after epoch " + epoch);
                }
            }
        }
    }

    private static final String PASSED = "update %s.dead_letter set passed = true where number = any(?)";

    @Override
    public void passed(Collection<Long> numbers) throws SQLException {
        if (!numbers.isEmpty()) {
            update(PASSED, numbers);
        }
    }

    // a restored database may assign a number again, but not to the same event
    private static final String MARKED =
            "update %s.dead_letter set passed = true where relay = ? and number = ? and id = ? and not passed";

    @Override
    public void passed(LetterMark mark) throws SQLException {
        try (PreparedStatement update = query(MARKED)) {
            for (LetterMark.Letter letter : mark.letters()) {
                update.setString(1, relay);
                update.setLong(2, letter.number());
                update.setObject(3, letter.id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private void update(String sql, Collection<Long> numbers) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql.formatted(schema))) {
            update.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
            update.executeUpdate();
        }
    }

    private static final String AHEAD =
            "select seq, id, number, state, blocks from %s.dead_letter where relay = ? and not passed";

    @Override
    public Map<Handle, Ahead> ahead() throws SQLException {
        Map<Handle, Ahead> ahead = new HashMap<>();
        try (PreparedStatement query = query(AHEAD);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ahead.put(
                        new Handle(rows.getLong(1), rows.getObject(2, UUID.class)),
                        new Ahead(
                                rows.getLong(3),
                                DeadLetters.State.of(rows.getString(4)),
                                BlockScope.of(rows.getString(5))));
            }
        }
        return ahead;
    }

    private static final String OPEN = """
            select number, id, aggregate_type, aggregate_id, topic from %s.dead_letter
             where relay = ? and state in ('failed', 'parked')
            """;

    @Override
    public List<Open> open() throws SQLException {
        List<Open> open = new ArrayList<>();
        try (PreparedStatement query = query(OPEN);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                open.add(new Open(
                        rows.getLong(1),
                        rows.getObject(2, UUID.class),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5)));
            }
        }
        return open;
    }

    private static final String TYPES = """
            select distinct aggregate_type from %s.dead_letter
             where relay = ? and passed and state = 'failed' and blocks = 'type'
            """;
    private static final String KEYS = """
            select distinct aggregate_type, lane from %s.dead_letter
             where relay = ? and passed and (state = 'parked' or state = 'failed' and blocks in ('key', 'everything'))
             limit\s""" + (BlockedKeys.MAX_KEYS + 1);
    private static final String TYPES_OF_KEYS = """
            select distinct aggregate_type from %s.dead_letter
             where relay = ? and passed and (state = 'parked' or state = 'failed' and blocks in ('key', 'everything'))
            """;

    @Override
    public BlockedKeys lanes() throws SQLException {
        BlockedKeys lanes = new BlockedKeys();
        closeTypes(lanes, TYPES);
        try (PreparedStatement query = query(KEYS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                lanes.closeKey(rows.getString(1), rows.getString(2));
            }
        }
        if (lanes.keys() > BlockedKeys.MAX_KEYS) {
            lanes = new BlockedKeys();
            closeTypes(lanes, TYPES);
            closeTypes(lanes, TYPES_OF_KEYS);
        }
        return lanes;
    }

    private void closeTypes(BlockedKeys lanes, String sql) throws SQLException {
        try (PreparedStatement query = query(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                lanes.closeType(rows.getString(1));
            }
        }
    }

    // a letter that the relay retries by itself needs no human
    private static final String COUNT = """
            select count(*) filter (where state = 'failed' and not stalled), count(*) filter (where state = 'parked' or stalled)
              from %s.dead_letter where relay = ? and state in ('failed', 'parked')
            """;

    @Override
    public Count count() throws SQLException {
        try (PreparedStatement query = query(COUNT);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Count(row.getLong(1), row.getLong(2));
        }
    }

    private static final String HALTING = "select " + LetterColumns.ALL + """
             from %s.dead_letter d where relay = ? and passed and state = 'failed' and blocks = 'everything' order by number limit 1
            """;

    @Override
    public Optional<DeadLetter> halting() throws SQLException {
        try (PreparedStatement query = query(HALTING);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(LetterColumns.read(row)) : Optional.empty();
        }
    }

    @Override
    public List<DeadLetter> publishedSince(Instant since) throws SQLException {
        return new PublishedLetters(connection, schema, relay).since(since);
    }

    // The letters of a successor are not opened again behind its back. Each portion is answered in time; after an
    // interruption the next attempt finds the rest still published.
    @Override
    public void reopen(List<DeadLetter> likes, Instant since) throws SQLException {
        PublishedLetters published = new PublishedLetters(connection, schema, relay);
        for (DeadLetter like : likes) {
            while (fenced(() -> published.reopen(like, since, PORTION)) == PORTION) {}
        }
    }

    private static final String FORGET = """
            delete from %1$s.dead_letter
             where number in (
                 select number from %1$s.dead_letter
                  where relay = ? and resolved_at < clock_timestamp() - ? * interval '1 second'
                  limit ?)
            """;

    @Override
    public boolean forget(Duration age) throws SQLException {
        try (PreparedStatement delete = query(FORGET)) {
            delete.setLong(2, age.toSeconds());
            delete.setInt(3, PORTION);
            return delete.executeUpdate() == PORTION;
        }
    }

    private PreparedStatement query(String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql.formatted(schema));
        query.setString(1, relay);
        return query;
    }

    @Override
    public RedeliveryQueue queue() {
        return queue;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

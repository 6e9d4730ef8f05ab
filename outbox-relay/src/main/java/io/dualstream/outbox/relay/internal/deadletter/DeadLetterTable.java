package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGConnection;

/** What the durable path puts into the dead letters, and asks of them when it starts. Not thread-safe. */
public final class DeadLetterTable {

    /** Which event; a restored database may hand out a seq again. */
    public record Handle(long seq, UUID id) {

        public static Handle of(EventRecord event) {
            return new Handle(event.seq(), event.id());
        }
    }

    /** Dead letters that somebody has to look after, and those that wait for them. */
    public record Count(long failed, long parked) {

        public static final Count NONE = new Count(0, 0);

        public Count plus(long moreFailed, long moreParked) {
            return new Count(failed + moreFailed, parked + moreParked);
        }
    }

    private final Connection connection;
    private final String schema;
    private final String relay;
    private final long epoch;

    /**
     * @param connection in autocommit mode; the caller closes it
     * @param epoch of the relay's lease: whoever lost it puts nothing here any more
     */
    public DeadLetterTable(Connection connection, String schema, String relay, long epoch) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
        this.relay = relay;
        this.epoch = epoch;
        durably();
    }

    // Kafka's cursor passes an event as soon as it is here: here must outlive a crash of the server.
    private static final String DURABLY = """
            select set_config('synchronous_commit', 'on', false)
             where current_setting('synchronous_commit') = 'off'
            """;

    private void durably() throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute(DURABLY);
        }
    }

    // for share: a successor's new epoch waits until these letters are committed, and reads them; after it, no more
    // come
    private static final String FENCE = "select from %s.lease where name = ? and epoch = ? for share";
    private static final String WITHDRAW = "delete from %s.dead_letter where number = any(?)";
    private static final String PUT = "insert into %s.dead_letter (" + LetterColumns.NEW + ") values ("
            + LetterColumns.NEW_VALUES + ") on conflict on constraint dead_letter_event do nothing";

    /**
     * Puts events here, in this order, and returns their numbers. An event that is here already stays as it is.
     *
     * @param withdrawn numbers of letters that are put here again, in another order
     */
    public List<Long> put(List<NewDeadLetter> setbacks, List<Long> withdrawn) throws SQLException {
        connection.setAutoCommit(false);
        try {
            fence();
            if (!withdrawn.isEmpty()) {
                update(WITHDRAW, withdrawn);
            }
            List<Long> numbers = new ArrayList<>(setbacks.size());
            try (PreparedStatement put = connection.prepareStatement(PUT.formatted(schema), new String[] {"number"})) {
                for (NewDeadLetter setback : setbacks) {
                    LetterColumns.write(put, relay, setback);
                    put.addBatch();
                }
                put.executeBatch();
                try (ResultSet keys = put.getGeneratedKeys()) {
                    while (keys.next()) {
                        numbers.add(keys.getLong(1));
                    }
                }
            }
            connection.commit();
            return numbers;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void fence() throws SQLException {
        try (PreparedStatement fence = connection.prepareStatement(FENCE.formatted(schema))) {
            fence.setString(1, relay);
            fence.setLong(2, epoch);
            try (ResultSet row = fence.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("Another relay named '" + relay + "' leads since epoch " + epoch);
                }
            }
        }
    }

    private static final String PASSED = "update %s.dead_letter set passed = true where number = any(?)";

    /** The durable cursor is past these. Before, the next start would look for them in the stream. */
    public void passed(Collection<Long> numbers) throws SQLException {
        if (!numbers.isEmpty()) {
            update(PASSED, numbers);
        }
    }

    private void update(String sql, Collection<Long> numbers) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql.formatted(schema))) {
            update.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
            update.executeUpdate();
        }
    }

    private static final String AHEAD = "select seq, id, number from %s.dead_letter where relay = ? and not passed";

    /** Numbers of letters the durable cursor may not be past: the stream may bring their events, which are dealt with. */
    public Map<Handle, Long> ahead() throws SQLException {
        Map<Handle, Long> ahead = new HashMap<>();
        try (PreparedStatement query = query(AHEAD);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ahead.put(new Handle(rows.getLong(1), rows.getObject(2, UUID.class)), rows.getLong(3));
            }
        }
        return ahead;
    }

    private static final String TYPES = """
            select distinct aggregate_type from %s.dead_letter
             where relay = ? and state = 'failed' and blocks = 'type'
            """;
    private static final String KEYS = """
            select distinct aggregate_type, lane from %s.dead_letter
             where relay = ? and (state = 'parked' or state = 'failed' and blocks = 'key')
             limit\s""" + (BlockedKeys.MAX_KEYS + 1);
    private static final String TYPES_OF_KEYS = """
            select distinct aggregate_type from %s.dead_letter
             where relay = ? and (state = 'parked' or state = 'failed' and blocks = 'key')
            """;

    /** What waits. */
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

    // one that the relay retries by itself needs nobody
    private static final String COUNT = """
            select count(*) filter (where state = 'failed' and not stalled), count(*) filter (where state = 'parked' or stalled)
              from %s.dead_letter where relay = ? and state in ('failed', 'parked')
            """;

    public Count count() throws SQLException {
        try (PreparedStatement query = query(COUNT);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Count(row.getLong(1), row.getLong(2));
        }
    }

    private static final String HALTING = "select " + LetterColumns.ALL + """
             from %s.dead_letter d where relay = ? and state = 'failed' and blocks = 'everything' order by number limit 1
            """;

    /** The first letter that stops the path. */
    public Optional<DeadLetter> halting() throws SQLException {
        try (PreparedStatement query = query(HALTING);
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(LetterColumns.read(row)) : Optional.empty();
        }
    }

    private static final String FORGET = """
            delete from %s.dead_letter
             where relay = ? and resolved_at < clock_timestamp() - ? * interval '1 second'
            """;

    /** Deletes what was published or discarded longer ago; returns how many. */
    public int forget(Duration age) throws SQLException {
        try (PreparedStatement delete = query(FORGET)) {
            delete.setLong(2, age.toSeconds());
            return delete.executeUpdate();
        }
    }

    private PreparedStatement query(String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql.formatted(schema));
        query.setString(1, relay);
        return query;
    }
}

package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.record.EventSize;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** Reads the table's rows of one exported snapshot, in seq order and in portions. Owns its connection. */
public final class Backlog implements AutoCloseable {

    /** Number of rows that the driver holds at once, of any size: 32 of the largest rows are 29 MB. */
    private static final int FETCH_ROWS = 32;

    private final Connection connection;
    private final String schema;
    private final long minXid;
    private final PreparedStatement query;
    private final ResultSet rows;

    private Backlog(Connection connection, String schema, long minXid, PreparedStatement query, ResultSet rows) {
        this.connection = connection;
        this.schema = schema;
        this.minXid = minXid;
        this.query = query;
        this.rows = rows;
    }

    private static final String ROWS = """
            select %2$s
              from %1$s.event e
             where xid >= ?::text::xid8
               -- whatever became of those, they are dealt with; one that is not passed is still to be met
               and not exists (select from %1$s.dead_letter d where d.relay = ? and d.seq = e.seq and d.id = e.id and d.passed)
             order by seq
            """;

    /**
     * Begins to read every row of a transaction with {@code xid >= minXid}, except dead letters of {@code relay} that are
     * passed.
     *
     * @param connection taken over, and closed if this call fails
     * @param snapshot name of an exported snapshot that still exists
     */
    public static Backlog open(Connection connection, String schema, String relay, String snapshot, long minXid)
            throws SQLException {
        try {
            connection.setAutoCommit(false);
            try (Statement begin = connection.createStatement()) {
                // before any other statement, because a transaction's first query fixes its snapshot
                begin.execute("set transaction isolation level repeatable read, read only");
                begin.execute("set transaction snapshot '" + snapshot.replace("'", "''") + "'");
            }
            String table = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
            PreparedStatement query = connection.prepareStatement(ROWS.formatted(table, EventColumns.select(true)));
            query.setFetchSize(FETCH_ROWS);
            query.setString(1, Long.toUnsignedString(minXid));
            query.setString(2, relay);
            return new Backlog(connection, schema, minXid, query, query.executeQuery());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The next events, at most {@code limitRows}, and none after the one that reaches {@code limitBytes}; empty at the end. */
    public List<EventRecord> next(int limitRows, int limitBytes) throws SQLException {
        List<EventRecord> portion = new ArrayList<>();
        long bytes = 0;
        while (portion.size() < limitRows && bytes < limitBytes && rows.next()) {
            EventRecord event = EventColumns.read(rows, 1);
            portion.add(event);
            bytes += EventSize.of(event);
        }
        return portion;
    }

    /** Reads which of the rows come after {@code seq}, at most {@code limit}; returns as {@link Identities#read}. */
    public long identify(long seq, int limit, Identities.Reader reader) throws SQLException {
        return Identities.read(connection, schema, new Identities.Range(minXid, seq, limit), reader);
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                query;
                rows) {
            connection.rollback();
        }
    }
}

package io.dualstream.outbox.relay.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.record.EventHeaders;
import io.dualstream.outbox.relay.record.EventRecord;
import io.dualstream.outbox.relay.record.EventTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;

/** The table's rows as one exported snapshot shows them, in seq order, read in portions. Owns its connection. */
public final class Backlog implements AutoCloseable {

    private static final int MAX_PORTION_BYTES = 8 << 20;

    private final Connection connection;
    private final PreparedStatement query;
    private final ResultSet rows;

    private Backlog(Connection connection, PreparedStatement query, ResultSet rows) {
        this.connection = connection;
        this.query = query;
        this.rows = rows;
    }

    private static final String ROWS = """
            select seq, id, aggregate_type, aggregate_id, event_type, key, dataschema,
                   coalesce(content_type, case when payload is not null then 'application/json'
                                               when payload_binary is not null then 'application/octet-stream' end),
                   headers, payload, payload_binary, created_us
              from %1$s.event e
             where xid >= ?::text::xid8
               -- whatever became of those, they are dealt with
               and not exists (select from %1$s.dead_letter d where d.relay = ? and d.seq = e.seq and d.id = e.id)
             order by seq
            """;

    /**
     * Begins to read every row of a transaction with {@code xid >= minXid}, but for dead letters of {@code relay}.
     *
     * @param connection taken over, and closed if this fails
     * @param snapshot name of an exported snapshot that is still there
     */
    public static Backlog open(Connection connection, String schema, String relay, String snapshot, long minXid)
            throws SQLException {
        try {
            connection.setAutoCommit(false);
            try (Statement begin = connection.createStatement()) {
                // before anything else: a transaction's first query fixes its snapshot
                begin.execute("set transaction isolation level repeatable read, read only");
                begin.execute("set transaction snapshot '" + snapshot.replace("'", "''") + "'");
            }
            String table = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
            PreparedStatement query = connection.prepareStatement(ROWS.formatted(table));
            query.setFetchSize(500);
            query.setString(1, Long.toUnsignedString(minXid));
            query.setString(2, relay);
            return new Backlog(connection, query, query.executeQuery());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The next events, {@code limitRows} or some megabytes at most; none at the end. */
    public List<EventRecord> next(int limitRows) throws SQLException {
        List<EventRecord> portion = new ArrayList<>();
        long bytes = 0;
        while (portion.size() < limitRows && bytes < MAX_PORTION_BYTES && rows.next()) {
            EventRecord event = event();
            portion.add(event);
            byte[] data = event.data();
            bytes += data == null ? 0 : data.length;
        }
        return portion;
    }

    private EventRecord event() throws SQLException {
        String payload = rows.getString(10);
        return new EventRecord(
                rows.getLong(1),
                rows.getObject(2, UUID.class),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                rows.getString(7),
                rows.getString(8),
                EventHeaders.parse(rows.getString(9)),
                payload == null ? rows.getBytes(11) : payload.getBytes(UTF_8),
                EventTime.format(rows.getLong(12)));
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

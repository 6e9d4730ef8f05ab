package io.dualstream.outbox.relay.internal.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.PGConnection;

/** Reads which events the table holds, without their content. */
public final class Identities {

    /** Rows of transactions with {@code xid >= minXid} and a seq after {@code afterSeq}, at most {@code limit}, in seq order. */
    public record Range(long minXid, long afterSeq, int limit) {}

    /** Receives one event after the other. */
    @FunctionalInterface
    public interface Reader {
        void event(UUID id, String aggregateType, String aggregateId);
    }

    private static final int FETCH_ROWS = 5_000;

    private static final String ROWS = """
            select seq, id, aggregate_type, aggregate_id
              from %s.event
             where xid >= ?::text::xid8 and seq > ?
             order by seq
             limit ?
            """;

    private Identities() {}

    /**
     * Returns a seq up to which every row was read, or {@link Long#MAX_VALUE} if no row follows. It is that before the last row's: a
     * sequence that somebody set back may have given one number twice.
     *
     * @param connection not in autocommit mode
     */
    public static long read(Connection connection, String schema, Range range, Reader reader) throws SQLException {
        String table = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
        try (PreparedStatement query = connection.prepareStatement(ROWS.formatted(table))) {
            query.setFetchSize(FETCH_ROWS);
            query.setString(1, Long.toUnsignedString(range.minXid()));
            query.setLong(2, range.afterSeq());
            query.setInt(3, range.limit());
            long last = range.afterSeq();
            int count = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    last = rows.getLong(1);
                    reader.event(rows.getObject(2, UUID.class), rows.getString(3), rows.getString(4));
                    count++;
                }
            }
            return count < range.limit() ? Long.MAX_VALUE : last - 1;
        }
    }
}

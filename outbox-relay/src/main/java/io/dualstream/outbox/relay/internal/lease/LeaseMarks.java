package io.dualstream.outbox.relay.internal.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.PGConnection;

/**
 * Names that a leader writes into the lease's row. They tell a later leader whether the database still has every transaction up
 * to that moment, or went back to a time before it.
 *
 * @param relay the relay's name
 * @param epoch of the lease
 */
public record LeaseMarks(String schema, String relay, long epoch) {

    /** A name, and the xid of the transaction that committed it. */
    public record Added(long name, long xid) {}

    private static final String WRITE = "update %s.lease set marks = ? where name = ? and epoch = ?"
            + " returning pg_current_xact_id()::text::bigint";

    /**
     * Commits a new name, never 0, and keeps the names {@code earlier}. All other names are removed.
     *
     * @throws SupersededException if the lease has a later epoch
     */
    public Added add(Connection connection, long... earlier) throws SQLException {
        long name = ThreadLocalRandom.current().nextLong() | 1;
        long[] names = Arrays.copyOf(earlier, earlier.length + 1);
        names[earlier.length] = name;
        try (PreparedStatement write = connection.prepareStatement(of(connection, WRITE))) {
            write.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", Arrays.stream(names).boxed().toArray()));
            write.setString(2, relay);
            write.setLong(3, epoch);
            try (ResultSet row = write.executeQuery()) {
                if (!row.next()) {
                    throw new SupersededException(
                            "the lease of relay '" + relay + "' has an epoch other than " + epoch);
                }
                return new Added(name, row.getLong(1));
            }
        }
    }

    private static final String FIND = "select ? = any(marks) from %s.lease where name = ?";

    /** Whether that name is among the names that the last commit kept. */
    public boolean contains(Connection connection, long name) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(of(connection, FIND))) {
            find.setLong(1, name);
            find.setString(2, relay);
            try (ResultSet row = find.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private String of(Connection connection, String sql) throws SQLException {
        return sql.formatted(connection.unwrap(PGConnection.class).escapeIdentifier(schema));
    }
}

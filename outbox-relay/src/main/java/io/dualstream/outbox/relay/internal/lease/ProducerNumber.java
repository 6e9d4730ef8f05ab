package io.dualstream.outbox.relay.internal.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * The number of the transactional id that a relay publishes under. The number is stored in the lease's row, so that a successor
 * fences the id that its predecessor used last.
 *
 * @param relay the relay's name
 * @param epoch of the lease
 */
public record ProducerNumber(String schema, String relay, long epoch) {

    private static final String CURRENT = "select producer from %s.lease where name = ?";

    public int current(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(of(connection, CURRENT))) {
            query.setString(1, relay);
            return number(query);
        }
    }

    // only the leader may change the number: a successor has read it, and fenced what is published under it
    private static final String NEXT =
            "update %s.lease set producer = producer + 1 where name = ? and epoch = ? returning producer";

    /**
     * Abandons the id for good, and returns the next number.
     *
     * @throws SupersededException if the lease has a later epoch
     */
    public int next(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(of(connection, NEXT))) {
            update.setString(1, relay);
            update.setLong(2, epoch);
            return number(update);
        }
    }

    private int number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SupersededException("the lease of relay '" + relay + "' has an epoch other than " + epoch);
            }
            return row.getInt(1);
        }
    }

    private String of(Connection connection, String sql) throws SQLException {
        return sql.formatted(connection.unwrap(PGConnection.class).escapeIdentifier(schema));
    }
}

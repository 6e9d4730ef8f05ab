package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table by transaction: once all transactions before an xid have ended, nothing is ever added before that xid. The
 * caller owns the connection.
 */
final class StretchRows {

    private final Connection connection;
    private final String schema;

    /** {@code schema} is quoted. */
    StretchRows(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    private static final String ASIDE = """
            select c.relname
              from pg_class c join pg_class e on e.relnamespace = c.relnamespace and e.relowner = c.relowner
             where e.oid = '%s.event'::regclass and c.relname like 'event!_aside!_%%' escape '!'
               and c.relkind = 'r' and not c.relispartition
             limit 1
            """;

    /** The table whose events are about to become a partition, and which the event table does not show; null if there is none. */
    @Nullable
    String aside() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASIDE.formatted(schema.replace("'", "''")))) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static final String OF_STRETCH =
            "select " + TableRows.COLUMNS + " from %s.event where xid >= ?::text::xid8 and xid < ?::text::xid8";

    /** Reads the events of the transactions from {@code from} to {@code to}, exclusive. */
    void read(long from, long to, Types types, Spill spill) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(OF_STRETCH.formatted(schema))) {
            query.setString(1, Long.toString(from));
            query.setString(2, Long.toString(to));
            TableRows.read(query, types, spill);
        }
    }

    private static final String SEQS =
            "select min(seq), max(seq) from %s.event where xid >= ?::text::xid8 and xid < ?::text::xid8";

    /** The range of the seqs of those events; null if there are none. */
    Reconciler.Range.@Nullable Seq seqs(long from, long to) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SEQS.formatted(schema))) {
            query.setString(1, Long.toString(from));
            query.setString(2, Long.toString(to));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long first = row.getLong(1);
                return row.wasNull() ? null : new Reconciler.Range.Seq(first, row.getLong(2));
            }
        }
    }

    private static final String LATER = "select id, created_us from %s.event where xid >= ?::text::xid8";

    /** Reads the events of the transactions from {@code from} on. */
    void readLater(long from, Spill spill) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(LATER.formatted(schema))) {
            query.setFetchSize(5_000);
            query.setString(1, Long.toString(from));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    spill.add(new Sighting(
                            rows.getObject(1, UUID.class), Sighting.Place.LATER, 0, rows.getLong(2), 0, 0, 0, 0));
                }
            }
        }
    }

    /** Number and creation time of events. */
    record Count(long events, @Nullable Instant oldest) {}

    private static final String COUNT_LATER =
            "select count(*), min(created_at) from %s.event where xid >= ?::text::xid8";

    /** Counts the events of the transactions from {@code from} on. */
    Count later(long from) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COUNT_LATER.formatted(schema))) {
            query.setString(1, Long.toString(from));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                OffsetDateTime oldest = row.getObject(2, OffsetDateTime.class);
                return new Count(row.getLong(1), oldest == null ? null : oldest.toInstant());
            }
        }
    }

    private static final String KNOWN =
            "select id from %s.event where created_at >= ? and created_at <= ? and id = any(?)";

    /** Those of the ids that the table has; their events were created from {@code from} to {@code to}. Reads whole partitions. */
    Set<UUID> known(Collection<UUID> ids, long fromMicros, long toMicros) throws SQLException {
        Set<UUID> known = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KNOWN.formatted(schema))) {
            query.setFetchSize(5_000);
            query.setObject(1, TableRows.at(fromMicros));
            query.setObject(2, TableRows.at(toMicros));
            query.setArray(3, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return known;
    }
}

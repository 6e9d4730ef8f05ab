package io.dualstream.outbox.relay.internal.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Digest;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Reads the table. Owns its connection. */
final class TableRows implements AutoCloseable {

    /** A stretch of time, in microseconds, for which the table still has its rows. */
    record Covered(long from, long to) {}

    private final Connection connection;
    private final String schema;

    private TableRows(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    static TableRows open(ReconcileSettings.Table settings) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.username());
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(properties, settings.password());
        }
        PGProperty.APPLICATION_NAME.set(properties, "outbox-reconcile");
        PGProperty.READ_ONLY.set(properties, true);
        Connection connection = SessionSettings.open(settings.url(), properties);
        return new TableRows(connection, connection.unwrap(PGConnection.class).escapeIdentifier(settings.schema()));
    }

    /**
     * How far the relay said it was.
     *
     * @param at time of the server's clock
     * @param nextXid no transaction has this xid or a later one
     * @param settledXid every sink has the events of all transactions before this xid, except dead letters; 0 if the relay
     *     reports none
     */
    record Progress(Instant at, long nextXid, long settledXid) {}

    // published_xid: the last event of a quiet outbox never counts as settled. A restored database may have marks that
    // it has
    // not reached. Another relay's marks say nothing about these sinks.
    private static final String PROGRESS = """
            select clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                   coalesce((select greatest(l.settled_xid, l.published_xid)::text::bigint from %s.lease l
                              where l.name = ?
                                and greatest(l.settled_xid, l.published_xid) <= pg_snapshot_xmax(pg_current_snapshot())), 0)
            """;

    Progress progress(String relay) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PROGRESS.formatted(schema))) {
            query.setString(1, relay);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Progress(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2), row.getLong(3));
            }
        }
    }

    private static final String NOW = "select clock_timestamp()";

    /** The server's clock. */
    Instant now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOW)) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    LetterRows letters(String relay) {
        return new LetterRows(connection, schema, relay);
    }

    StretchRows stretches() {
        return new StretchRows(connection, schema);
    }

    private static final String TIME_OF_SEQ =
            "select min(created_at), max(created_at) from %s.event where seq between ? and ?";

    /** When the events of that range were created; null when the table has none of them. */
    Reconciler.Range.@Nullable Time timeOf(Reconciler.Range.Seq range) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TIME_OF_SEQ.formatted(schema))) {
            query.setLong(1, range.from());
            query.setLong(2, range.to());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                OffsetDateTime from = row.getObject(1, OffsetDateTime.class);
                if (from == null) {
                    return null;
                }
                Instant last = row.getObject(2, OffsetDateTime.class).toInstant();
                return new Reconciler.Range.Time(from.toInstant(), last.plusNanos(1000));
            }
        }
    }

    /** Begins to read from one snapshot. Retention has to wait until the connection is closed. */
    void freeze() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // the lock first, because TRUNCATE ignores snapshots
            statement.execute("set transaction isolation level repeatable read, read only");
            statement.execute("lock table " + schema + ".event in access share mode");
        }
    }

    private static final String PARTITIONS = """
            select (extract(epoch from low) * 1000000)::bigint, (extract(epoch from high) * 1000000)::bigint,
                   high > clock_timestamp()
              from %s.partitions()
            """;

    /** The times covered by partitions that hold rows, and by partitions that retention has not reached yet. */
    List<Covered> covered() throws SQLException {
        List<Covered> covered = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PARTITIONS.formatted(schema))) {
            while (rows.next()) {
                Covered partition = new Covered(rows.getLong(1), rows.getLong(2));
                if (rows.getBoolean(3) || holdsRows(partition)) {
                    covered.add(partition);
                }
            }
        }
        return covered;
    }

    private static final String HOLDS_ROWS =
            "select exists (select from %s.event where created_at >= ? and created_at < ?)";

    private boolean holdsRows(Covered time) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HOLDS_ROWS.formatted(schema))) {
            query.setObject(1, at(time.from()));
            query.setObject(2, at(time.to()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static OffsetDateTime at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static final String COLUMNS = """
            id, aggregate_type, created_us, xid::text::bigint, seq, coalesce(key, aggregate_id),
            substr(sha256(coalesce(convert_to(payload::text, 'UTF8'), payload_binary)), 1, 8)""";

    private static final String OF_TIME =
            "select " + COLUMNS + " from %s.event where created_at >= ? and created_at < ?";

    void read(Reconciler.Range.Time range, Types types, Spill spill) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement(OF_TIME.formatted(schema))) {
            query.setObject(1, range.from().atOffset(ZoneOffset.UTC));
            query.setObject(2, range.to().atOffset(ZoneOffset.UTC));
            read(query, types, spill);
        }
    }

    /** Runs a query for {@link #COLUMNS}. */
    static void read(PreparedStatement query, Types types, Spill spill) throws SQLException, IOException {
        Digest digest = new Digest();
        query.setFetchSize(5_000);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                spill.add(new Sighting(
                        rows.getObject(1, UUID.class),
                        Sighting.Place.TABLE,
                        types.number(rows.getString(2)),
                        rows.getLong(3),
                        Digest.first(rows.getBytes(7)),
                        digest.of(rows.getString(6).getBytes(UTF_8)),
                        rows.getLong(4),
                        rows.getLong(5)));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package io.dualstream.outbox.relay.internal.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

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

    /** Dead letters of the relay: how many wait, and how many were discarded. */
    record Letters(long open, long discarded) {}

    private final Connection connection;
    private final String schema;
    private final String relay;

    private TableRows(Connection connection, String schema, String relay) {
        this.connection = connection;
        this.schema = schema;
        this.relay = relay;
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
        return new TableRows(
                connection,
                connection.unwrap(PGConnection.class).escapeIdentifier(settings.schema()),
                settings.relay());
    }

    private static final String SETTLED = "select coalesce(%s.settled_xid()::text::bigint, 0)";

    /** The xid before which, according to the relay, every sink has the events of all transactions; 0 if the relay reports none. */
    long settledXid() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTLED.formatted(schema))) {
            row.next();
            return row.getLong(1);
        }
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

    private static OffsetDateTime at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static final String ROWS = """
            select id, aggregate_type, created_us, xid::text::bigint, seq, coalesce(key, aggregate_id),
                   substr(sha256(coalesce(convert_to(payload::text, 'UTF8'), payload_binary)), 1, 8)
              from %s.event
             where created_at >= ? and created_at < ?
            """;

    void read(Reconciler.Range.Time range, Types types, Spill spill) throws SQLException, IOException {
        Digest digest = new Digest();
        try (PreparedStatement query = connection.prepareStatement(ROWS.formatted(schema))) {
            query.setFetchSize(5_000);
            query.setObject(1, range.from().atOffset(ZoneOffset.UTC));
            query.setObject(2, range.to().atOffset(ZoneOffset.UTC));
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
    }

    private static final String MAY_READ_LETTERS = "select has_table_privilege('%s.dead_letter', 'select')";

    // of the events that the table still has
    private static final String LETTERS = """
            select count(*) filter (where d.state in ('failed', 'parked')), count(*) filter (where d.state = 'discarded')
              from %1$s.dead_letter d
             where d.relay = ? and d.created_at >= ? and d.created_at < ?
               and exists (select from %1$s.event e where e.seq = d.seq and e.id = d.id)
            """;

    /** Null if the login may not read dead letters. */
    @Nullable
    Letters letters(Reconciler.Range.Time range) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MAY_READ_LETTERS.formatted(schema.replace("'", "''")))) {
            row.next();
            if (!row.getBoolean(1)) {
                return null;
            }
        }
        try (PreparedStatement query = connection.prepareStatement(LETTERS.formatted(schema))) {
            query.setString(1, relay);
            query.setObject(2, range.from().atOffset(ZoneOffset.UTC));
            query.setObject(3, range.to().atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Letters(row.getLong(1), row.getLong(2));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package io.dualstream.outbox.relay.internal.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Reads the database's records of events that left the table. The caller owns the connection, which is in autocommit mode. */
public final class Removals {

    /** Clocks of relay and database may differ. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    private final Connection connection;
    private final String schema;

    public Removals(Connection connection, String schema) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
    }

    /**
     * The events of transactions with {@code xid >= minXid} that left the table. If xids are not comparable, {@code minXid} is
     * 0, and {@code since} decides: the result then has the events that were created since then and that no relay had reported
     * as being in every sink.
     *
     * @param since time at which {@code minXid} was the oldest running transaction, by the relay's clock
     */
    public List<Removal> since(long minXid, Instant since) throws SQLException {
        List<Removal> all = new ArrayList<>();
        OffsetDateTime earliest = since.minus(CLOCK_MARGIN).atOffset(ZoneOffset.UTC);
        noted(minXid, earliest, all);
        takenAway(earliest, all);
        return all;
    }

    private static final String NOTED = """
            select number, partition, how, removed_at, removed_by, first_xid, last_xid, events, first_seq, last_seq, first_at,
                   last_at, exists (select from %1$s.removed_event e where e.removal = r.number) as one_by_one
              from %1$s.removal r
             where case when ?::text::xid8 > '0' then last_xid >= ?::text::xid8 else events > 0 and last_at >= ? end
             order by number
            """;

    private void noted(long minXid, OffsetDateTime earliest, List<Removal> all) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NOTED.formatted(schema))) {
            query.setString(1, Long.toUnsignedString(minXid));
            query.setString(2, Long.toUnsignedString(minXid));
            query.setObject(3, earliest);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String how = row.getString("how") + " from " + row.getString("partition") + " at "
                            + instant(row, "removed_at") + " by " + row.getString("removed_by");
                    if (row.getBoolean("one_by_one")) {
                        List<Removal.Event> events = events(row.getLong("number"), minXid);
                        if (!events.isEmpty()) {
                            all.add(new Removal(how, Removal.Range.of(events), events));
                        }
                    } else {
                        all.add(new Removal(how, range(row, minXid), null));
                    }
                }
            }
        }
    }

    /**
     * The range of a removal whose events were not recorded one by one, because there were too many, or because all of them
     * were settled for the relays that existed then.
     */
    private static Removal.Range range(ResultSet row, long minXid) throws SQLException {
        long events = row.getLong("events");
        return new Removal.Range(
                events == 0 ? null : (Long) events,
                Math.max(minXid, Long.parseLong(row.getString("first_xid"))),
                Long.parseLong(row.getString("last_xid")),
                row.getObject("first_seq", Long.class),
                row.getObject("last_seq", Long.class),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }

    private static final String EVENTS =
            "select xid, seq, id, created_at from %s.removed_event where removal = ? and xid >= ?::text::xid8";

    private List<Removal.Event> events(long removal, long minXid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EVENTS.formatted(schema))) {
            query.setLong(1, removal);
            query.setString(2, Long.toUnsignedString(minXid));
            List<Removal.Event> events = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    events.add(new Removal.Event(
                            Long.parseLong(row.getString(1)),
                            row.getLong(2),
                            row.getObject(3, UUID.class),
                            row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
            return events;
        }
    }

    private static final String TAKEN_AWAY = """
            select k.partition, k.low, least(k.high, clock_timestamp()) as high
              from %1$s.known_partition k
             where k.high > ? and k.low < clock_timestamp()
               and not exists (select from pg_inherits i where i.inhrelid = k.relation and i.inhparent = '%1$s.event'::regclass)
             order by k.low
            """;

    private void takenAway(OffsetDateTime earliest, List<Removal> all) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TAKEN_AWAY.formatted(schema))) {
            query.setObject(1, earliest);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Instant low = row.getObject("low", OffsetDateTime.class).toInstant();
                    Instant from = low.isBefore(earliest.toInstant()) ? earliest.toInstant() : low;
                    all.add(new Removal(
                            "in partition " + row.getString("partition") + ", which was dropped or detached by hand",
                            new Removal.Range(null, null, null, null, null, from, instant(row, "high")),
                            null));
                }
            }
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}

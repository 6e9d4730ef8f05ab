package io.dualstream.outbox.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The events of one outbox that may be missing in a sink, according to the table. The figures are upper limits: relays
 * report their progress only every few seconds, and the figures include what open transactions may add.
 *
 * @param events recorded events that are not known to be published; {@value #MOST} means {@value #MOST} or more
 * @param oldestAge age of the oldest of those {@code events}; zero if there is none
 * @param deadLetters events that Kafka rejected for good and that are neither published nor discarded
 * @param parkedEvents events that wait behind a dead letter, or for a topic that takes no writes for a while
 * @param slot null if the server has no slot of that name
 */
public record OutboxBacklog(
        long events,
        Duration oldestAge,
        long deadLetters,
        long parkedEvents,
        @Nullable Slot slot) {

    /** The maximum of {@code events}: further events are not counted. */
    public static final int MOST = 10_000;

    private static final int TIMEOUT_SECONDS = 5;

    /**
     * A logical replication slot.
     *
     * @param active whether a relay is streaming from the slot
     * @param walStatus the {@code wal_status} that PostgreSQL reports for the slot: reserved, extended, unreserved or lost
     * @param lagBytes WAL that the slot holds back; -1 if the server does not report a value
     */
    public record Slot(boolean active, String walStatus, long lagBytes) {}

    /**
     * Reads the backlog on a connection of its own. The call takes milliseconds, and five seconds at most.
     *
     * @throws SQLException also if the user may not read the tables, as {@code outbox_live_reader} and
     *     {@code outbox_operator} may
     */
    public static OutboxBacklog read(DataSource dataSource, String schema, String slot) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String quoted = '"' + schema.replace("\"", "\"\"") + '"';
            try (PreparedStatement query = connection.prepareStatement(BACKLOG.formatted(quoted))) {
                query.setQueryTimeout(TIMEOUT_SECONDS);
                query.setString(1, slot);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return new OutboxBacklog(
                            row.getLong(1),
                            Duration.ofMillis(Math.max(0, row.getLong(2))),
                            row.getLong(3),
                            row.getLong(4),
                            slot(row));
                }
            }
        }
    }

    private static final String BACKLOG = """
            with latest as (select xid, created_at from %1$s.event order by seq desc limit 10000),
                 -- 0: there was no relay yet, or one has not said how far it is, or said it on another server
                 published as (select coalesce(case when count(*) = count(l.published_xid) filter (
                                                           where l.published_xid <= pg_snapshot_xmax(pg_current_snapshot()))
                                                    then min(l.published_xid) end, '0') as xid
                                 from %1$s.relays() r join %1$s.lease l on l.name = r.name),
                 backlog as (select count(*) as events, min(l.created_at) as oldest
                               from latest l, published p where l.xid >= p.xid),
                 letters as (select count(*) filter (where state = 'failed' and not stalled) as failed,
                                    count(*) filter (where state = 'parked' or state = 'failed' and stalled) as parked
                               from %1$s.dead_letter)
            select events, extract(epoch from clock_timestamp() - oldest) * 1000, failed, parked,
                   s.active, coalesce(s.wal_status, ''),
                   coalesce(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.confirmed_flush_lsn), -1)
              from backlog cross join letters
              left join pg_replication_slots s on s.slot_name = ? and s.database = current_database()
            """;

    private static @Nullable Slot slot(ResultSet row) throws SQLException {
        boolean active = row.getBoolean(5);
        return row.wasNull() ? null : new Slot(active, row.getString(6), row.getLong(7));
    }
}

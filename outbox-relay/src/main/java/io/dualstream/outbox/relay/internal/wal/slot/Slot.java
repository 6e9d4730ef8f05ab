package io.dualstream.outbox.relay.internal.wal.slot;

import io.dualstream.outbox.relay.internal.cursor.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The relay's replication slot, read and moved through an ordinary connection. */
public final class Slot {

    private static final String IN_USE = "55006";

    private final String name;

    public Slot(String name) {
        this.name = name;
    }

    /**
     * The state of the slot at one instant.
     *
     * @param confirmedLsn everything before this position is confirmed
     * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
     * @param activePid backend that streams from the slot; 0 if none does
     * @param retainedBytes WAL between the confirmed position and the server's insert position
     * @param heldBytes WAL that the server keeps for the slot
     * @param safeBytes WAL that may be written before the server invalidates the slot; null if it never does
     */
    public record State(
            String plugin,
            String database,
            String currentDatabase,
            long confirmedLsn,
            @Nullable String walStatus,
            int activePid,
            @Nullable String activeApplication,
            long retainedBytes,
            long heldBytes,
            @Nullable Long safeBytes) {

        public boolean lost() {
            return "lost".equals(walStatus);
        }

        /** The position at which the server's WAL ended at that instant. */
        public long insertLsn() {
            return confirmedLsn + retainedBytes;
        }
    }

    private static final String STATE = """
            select s.plugin, s.database, current_database(), s.confirmed_flush_lsn::text, s.wal_status, s.active_pid,
                   a.application_name, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.confirmed_flush_lsn)::bigint,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.restart_lsn), 0)::bigint, s.safe_wal_size
              from pg_replication_slots s
              left join pg_stat_activity a on a.pid = s.active_pid
             where s.slot_name = ?
            """;

    /** The state of the slot; empty if there is none. */
    public Optional<State> state(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STATE)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String confirmed = row.getString(4);
                return Optional.of(new State(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        confirmed == null ? 0 : Lsn.parse(confirmed),
                        row.getString(5),
                        row.getInt(6),
                        row.getString(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getObject(10, Long.class)));
            }
        }
    }

    private static final String ADVANCE = "select pg_replication_slot_advance(?, ?::pg_lsn)";

    /**
     * Throws {@link SlotException} if the slot belongs to another database or is not a logical slot of the relay's kind; such a
     * slot must not be changed.
     */
    public void verifyOurs(State state) {
        if (!"pgoutput".equals(state.plugin()) || !state.currentDatabase().equals(state.database())) {
            throw new SlotException("Replication slot '" + name + "' belongs to database '" + state.database()
                    + "' and plugin '" + state.plugin() + "', not to '" + state.currentDatabase()
                    + "' and 'pgoutput'; choose another name for the relay's slot");
        }
    }

    /**
     * Verifies that the slot belongs to the relay and is usable, and moves it to {@code lsn} if it lags. Otherwise a relay that
     * is killed again and again would read the same WAL each time.
     *
     * @throws SlotException if the slot cannot be streamed from
     */
    public void verify(Connection connection, State state, long lsn) throws SQLException {
        verifyOurs(state);
        verifyIdle(state);
        if (Long.compareUnsigned(state.confirmedLsn(), lsn) < 0) {
            try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
                advance.setString(1, name);
                advance.setString(2, Lsn.format(lsn));
                advance.execute();
            }
        }
    }

    /** Throws {@link SlotException} if somebody streams from the slot. */
    public void verifyIdle(State state) {
        if (state.activePid() != 0) {
            throw new SlotException("Replication slot '" + name + "' is in use by process " + state.activePid()
                    + (state.activeApplication() == null ? "" : " ('" + state.activeApplication() + "')")
                    + "; stop that consumer or choose another slot");
        }
    }

    private static final String LET_GO = """
            select pg_terminate_backend(s.active_pid)
              from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid
             where s.slot_name = ? and a.application_name = any(?)
            """;

    private static final String DROP = "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
            + " where slot_name = ? and active_pid is null";

    /**
     * Drops the slot if nobody uses it. A session with one of these names that uses the slot is ended first, which takes a
     * moment. Returns whether the slot is gone.
     */
    public boolean drop(Connection connection, List<String> sessions) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(LET_GO)) {
            end.setString(1, name);
            end.setArray(2, connection.createArrayOf("text", sessions.toArray()));
            end.execute();
        }
        try (PreparedStatement drop = connection.prepareStatement(DROP)) {
            drop.setString(1, name);
            drop.execute();
        } catch (SQLException e) {
            if (!IN_USE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return state(connection).isEmpty();
    }

    private static final String END = """
            select pid, pg_terminate_backend(pid)
              from pg_stat_activity
             where application_name = any(?)
               and pid in (select active_pid from pg_replication_slots where slot_name = ?
                           union all
                           -- see ReplicationSession.claim
                           select pid from pg_locks
                            where locktype = 'advisory' and granted
                              and (classid::bigint << 32) | objid::bigint = hashtextextended('outbox slot ' || ?, 0))
            """;

    /**
     * Ends the sessions with these names that stream from the slot, create it or have claimed it, and returns how many there
     * were. They are gone a moment later. The call needs the right to end them, which the same login has.
     */
    public int end(Connection connection, List<String> sessions) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setArray(1, connection.createArrayOf("text", sessions.toArray()));
            end.setString(2, name);
            end.setString(3, name);
            int ended = 0;
            try (ResultSet row = end.executeQuery()) {
                while (row.next()) {
                    ended++;
                }
            }
            return ended;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

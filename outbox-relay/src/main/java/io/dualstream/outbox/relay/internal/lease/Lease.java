package io.dualstream.outbox.relay.internal.lease;

import io.dualstream.outbox.relay.internal.session.AdvisoryLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * The right to lead, as long as the session that holds it lives. PostgreSQL ends a session over which nothing is sent for the
 * lease's timeout, so a leader that is frozen or disconnected also loses the lease, by the server's clock. Not thread-safe.
 */
public final class Lease implements AutoCloseable {

    private final Connection session;
    private final long epoch;

    private Lease(Connection session, long epoch) {
        this.session = session;
        this.epoch = epoch;
    }

    private static final String TIMEOUT = "select set_config('idle_session_timeout', ?, false)";

    /** Makes PostgreSQL end {@code session}, and release its locks, when nothing was sent over it for {@code timeout}. */
    public static void limitSilence(Connection session, Duration timeout) throws SQLException {
        try (PreparedStatement set = session.prepareStatement(TIMEOUT)) {
            set.setString(1, timeout.toMillis() + "ms");
            set.execute();
        }
    }

    /**
     * Purpose of the session in which the leader of that name locks dead letters. The next leader ends that session: a holder that is frozen
     * in the middle of a retry keeps its locks for as long as its host answers.
     */
    public static String lettersOf(String name) {
        return "dead-letters/" + name;
    }

    /**
     * Takes the lease if no relay holds it, and ends the session {@link #lettersOf} of its last holder. On success the lease owns
     * {@code session}; otherwise the caller still owns it.
     *
     * @param schema of the outbox
     * @param name of the relay: relays of one name compete
     * @param holder tells people which process leads
     */
    public static Optional<Lease> tryAcquire(Connection session, String schema, String name, String holder)
            throws SQLException {
        if (!lock(schema, name).tryLock(session)) {
            return Optional.empty();
        }
        endLetters(session, schema, name); // first: it may have locked the lease's row, too
        return Optional.of(new Lease(session, nextEpoch(session, schema, name, holder)));
    }

    // by their locks, because relays of other schemas may have the same name; PostgreSQL cuts long names
    private static final String END_LETTERS = """
            select pg_terminate_backend(a.pid)
              from pg_stat_activity a
             where a.application_name = left(?, 63) and pg_has_role(a.usesysid, 'member')
               and a.pid in (select l.pid from pg_locks l join pg_database d on d.oid = l.database
                              where d.datname = current_database() and l.locktype = 'relation'
                                and l.relation = '%s.dead_letter'::regclass)
            """;

    private static void endLetters(Connection session, String schema, String name) throws SQLException {
        try (PreparedStatement end = session.prepareStatement(of(schema, session, END_LETTERS))) {
            end.setString(1, "outbox-relay-" + lettersOf(name));
            end.execute();
        }
    }

    /** Whether a relay of that name leads at this instant. */
    public static boolean isHeld(Connection session, String schema, String name) throws SQLException {
        AdvisoryLock lock = lock(schema, name);
        if (!lock.tryLock(session)) {
            return true;
        }
        lock.unlock(session);
        return false;
    }

    private static final String MAY_LEAD = """
            select coalesce(has_table_privilege((select r.oid from pg_roles r where r.rolname = ?),
                                                to_regclass(quote_ident(?) || '.lease'), 'insert'), false)
            """;

    /** The session that has the lock and cannot be a relay: its user may not write the lease. */
    public static Optional<AdvisoryLock.Holder> stranger(Connection session, String schema, String name)
            throws SQLException {
        Optional<AdvisoryLock.Holder> holder = lock(schema, name).holder(session);
        if (holder.isEmpty()) {
            return holder;
        }
        try (PreparedStatement query = session.prepareStatement(MAY_LEAD)) {
            query.setString(1, holder.get().user());
            query.setString(2, schema);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1) ? Optional.empty() : holder;
            }
        }
    }

    /** SQL functions of the schema look for a lock of that key, too. */
    private static AdvisoryLock lock(String schema, String name) {
        return new AdvisoryLock("outbox/" + schema + "/" + name);
    }

    private static final String NEXT_EPOCH = """
            insert into %s.lease as l (name, epoch, holder)
            values (?, 1, ?)
            on conflict (name) do update
               set epoch = l.epoch + 1, holder = excluded.holder, acquired_at = clock_timestamp(), settled_xid = null
            returning epoch
            """;

    private static long nextEpoch(Connection session, String schema, String name, String holder) throws SQLException {
        try (PreparedStatement next = session.prepareStatement(of(schema, session, NEXT_EPOCH))) {
            next.setString(1, name);
            next.setString(2, holder);
            try (ResultSet row = next.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static final String LATER_HOLDER = "select holder from %s.lease where name = ? and epoch > ?";

    /**
     * Verifies, over any connection, that {@code epoch} is still the latest. A relay that verifies this before it writes does
     * not disturb its successor.
     *
     * @throws SupersededException if there is a later epoch
     */
    public static void verifyLatest(Connection connection, String schema, String name, long epoch) throws SQLException {
        try (PreparedStatement later = connection.prepareStatement(of(schema, connection, LATER_HOLDER))) {
            later.setString(1, name);
            later.setLong(2, epoch);
            try (ResultSet row = later.executeQuery()) {
                if (row.next()) {
                    throw new SupersededException("another relay named '" + name + "' leads now: " + row.getString(1));
                }
            }
        }
    }

    private static String of(String schema, Connection connection, String sql) throws SQLException {
        return sql.formatted(connection.unwrap(PGConnection.class).escapeIdentifier(schema));
    }

    /** The number of this lease, which grows with every change of leader. A writer with a lower epoch is a former leader. */
    public long epoch() {
        return epoch;
    }

    /** The session that holds the lease; it may also be used for short statements. */
    public Connection session() {
        return session;
    }

    /** Whether the session, and with it the lock, still exists. The call renews the lease. Blocks up to two seconds. */
    public boolean held() throws SQLException {
        return session.isValid(2);
    }

    /** Releases the lease. */
    @Override
    public void close() throws SQLException {
        session.close();
    }
}

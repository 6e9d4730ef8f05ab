package io.dualstream.outbox.relay.internal.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A lock that a session holds until it ends, however it ends. Every login of the database may take every such lock, so whoever does
 * not get it looks at who has it.
 *
 * @param key what is locked, in words
 */
public record AdvisoryLock(String key) {

    /** The session that holds a lock. */
    public record Holder(int process, String user, String application) {

        @Override
        public String toString() {
            return "process " + process + " of user '" + user + "' (application '" + application + "')";
        }
    }

    private static final String LOCK = "select pg_try_advisory_lock(hashtextextended(?, 0))";

    /** Takes the lock if it is free. */
    public boolean tryLock(Connection session) throws SQLException {
        return ask(session, LOCK);
    }

    private static final String UNLOCK = "select pg_advisory_unlock(hashtextextended(?, 0))";

    public void unlock(Connection session) throws SQLException {
        ask(session, UNLOCK);
    }

    private boolean ask(Connection session, String sql) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static final String HOLDER = """
            select l.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, '')
              from pg_locks l left join pg_stat_activity a on a.pid = l.pid
             where l.locktype = 'advisory' and l.granted and l.objsubid = 1
               and l.database = (select d.oid from pg_database d where d.datname = current_database())
               and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(?, 0)
            """;

    /** Who holds it; empty when nobody does any more. */
    public Optional<Holder> holder(Connection session) throws SQLException {
        try (PreparedStatement query = session.prepareStatement(HOLDER)) {
            query.setString(1, key);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Holder(row.getInt(1), row.getString(2), row.getString(3)))
                        : Optional.empty();
            }
        }
    }
}

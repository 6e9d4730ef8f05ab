package io.dualstream.outbox.relay.internal.wal.slot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The transactions for which PostgreSQL waits before it creates a slot: those that had an xid when the creation began. */
public final class OpenTransactions {

    private static final int NAMED = 5;

    private final Connection connection;
    private final String firstLater;
    private final long began = System.nanoTime();

    private OpenTransactions(Connection connection, String firstLater) {
        this.connection = connection;
        this.firstLater = firstLater;
    }

    private static final String NEXT_XID = "select pg_snapshot_xmax(pg_current_snapshot())::xid::text";

    /** The open transactions of this moment. Reads through {@code connection}, which the caller owns. */
    public static OpenTransactions now(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEXT_XID);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new OpenTransactions(connection, row.getString(1));
        }
    }

    private static final String STILL_OPEN = """
            select open.xid::text, open.owner, extract(epoch from clock_timestamp() - open.since)::bigint
              from (select backend_xid as xid, xact_start as since, -- null without the right to see it
                           format('process %s (%s of user %s)', pid,
                                  coalesce(nullif(quote_literal(application_name), ''''''), 'a session'), usename) as owner
                      from pg_stat_activity
                     where backend_xid is not null
                    union all
                    select transaction, prepared, format('prepared transaction %L (of user %s)', gid, owner)
                      from pg_prepared_xacts) as open
             where age(open.xid) > age(?::text::xid)
                -- begun later, but waited for in a second round
                or open.xid in (select transactionid from pg_locks where pid = ? and not granted)
             order by age(open.xid) desc
            """;

    /** Describes the transactions that hold up {@code backend}, the oldest first: xids, processes, ages. */
    public String holdingUp(int backend) throws SQLException {
        List<String> holders = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(STILL_OPEN)) {
            query.setString(1, firstLater);
            query.setInt(2, backend);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    long seconds = row.getLong(3);
                    String age = row.wasNull() ? "at least " + waited() : seconds + " s";
                    holders.add("xid " + row.getString(1) + " of " + row.getString(2) + ", open for " + age);
                }
            }
        }
        if (holders.isEmpty()) {
            return "none any more, the last has just ended";
        }
        String more = holders.size() > NAMED ? "; and " + (holders.size() - NAMED) + " more" : "";
        return String.join("; ", holders.subList(0, Math.min(NAMED, holders.size()))) + more;
    }

    private String waited() {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s";
    }
}

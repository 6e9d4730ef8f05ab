package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.Lsn;
import io.dualstream.outbox.relay.internal.lease.LeaseMarks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Takes the readings of {@link HorizonTracker} through an ordinary connection. */
public record PostgresReadings(Connection postgres, LeaseMarks marks) implements HorizonTracker.Readings {

    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    @Override
    public long oldestXid() throws SQLException {
        return Long.parseLong(one(XMIN));
    }

    private static final String INSERT_LSN = "select pg_current_wal_insert_lsn()::text";

    @Override
    public long insertLsn() throws SQLException {
        return Lsn.parse(one(INSERT_LSN));
    }

    @Override
    public HorizonTracker.Named name(long... earlier) throws SQLException {
        LeaseMarks.Added added = marks.add(postgres, earlier);
        return new HorizonTracker.Named(added.name(), added.xid());
    }

    private String one(String sql) throws SQLException {
        try (PreparedStatement query = postgres.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}

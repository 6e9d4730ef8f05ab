package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.cursor.DurableTracker;
import io.dualstream.outbox.relay.cursor.Horizon;
import io.dualstream.outbox.relay.cursor.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes horizon marks and proves them. A mark is two readings: the oldest running xid, then the WAL's insert position.
 * Once the stream has passed that position, every event of an older xid is published.
 */
final class HorizonWatch {

    private record Mark(Horizon horizon, long lsn) {}

    private final Duration interval;
    private long nextMark = System.nanoTime();
    private volatile @Nullable Mark pending;

    HorizonWatch(Duration interval) {
        this.interval = interval;
    }

    private static final String XMIN = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    // insert, not write: an asynchronous commit is visible before it is written
    private static final String INSERT_LSN = "select pg_current_wal_insert_lsn()::text";

    /** Takes the next mark when it is time and the last one is proven. */
    void look(Connection postgres) throws SQLException {
        if (pending != null || System.nanoTime() - nextMark < 0) {
            return;
        }
        nextMark = System.nanoTime() + interval.toNanos();
        long now = System.currentTimeMillis();
        // the order matters: two statements, xmin first
        long xmin = Long.parseLong(one(postgres, XMIN));
        pending = new Mark(new Horizon(xmin, now), Lsn.parse(one(postgres, INSERT_LSN)));
    }

    /** Hands the mark to the tracker if a transaction that ended behind it has gone by. */
    boolean passed(long lastCommitLsn, DurableTracker tracker) {
        Mark mark = pending;
        if (mark == null || Long.compareUnsigned(lastCommitLsn, mark.lsn()) < 0) {
            return false;
        }
        tracker.reached(mark.horizon());
        pending = null;
        return true;
    }

    private static String one(Connection postgres, String sql) throws SQLException {
        try (PreparedStatement query = postgres.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}

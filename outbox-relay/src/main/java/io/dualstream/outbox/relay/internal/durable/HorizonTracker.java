package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes horizon marks and proves them. A mark is two readings: the oldest running xid, then the WAL's insert position.
 * Once the stream has passed that position, every event of an older xid is published. Then the mark's name is committed to
 * the database: where that is found again, the mark holds, on whatever timeline; where it is not, the database went back to
 * before it. One for each engine run: a server that crashed hands out again the xids and positions of a mark that was never
 * proven.
 */
public final class HorizonTracker {

    private record Mark(Horizon horizon, long lsn) {}

    /** PostgreSQL's answers, one statement each. */
    public interface Readings {

        /** The oldest xid still running. */
        long oldestXid() throws SQLException;

        /** Where the WAL ends: insert, not write, for an asynchronous commit is visible before it is written. */
        long insertLsn() throws SQLException;

        /** Commits a new name beside those of earlier marks, in the place of all others, and returns it. */
        long name(long... earlier) throws SQLException;
    }

    private final Duration interval;
    private final TimeSource time;
    private long nextMark;
    private long lastName;
    private long nameBefore;
    private volatile @Nullable Mark pending;

    /** {@code inKafka} is the mark that the sink holds. */
    public HorizonTracker(Duration interval, TimeSource time, Horizon inKafka) {
        this.interval = interval;
        this.time = time;
        this.lastName = inKafka.name();
        this.nextMark = time.nanos();
    }

    /** Takes the next mark when it is time and the last one is proven. */
    public void look(Readings postgres) throws SQLException {
        if (pending != null || time.nanos() - nextMark < 0) {
            return;
        }
        nextMark = time.nanos() + interval.toNanos();
        long now = time.epochMillis();
        // the order matters: two statements, xmin first
        long xmin = postgres.oldestXid();
        long lsn = postgres.insertLsn();
        // the last one is proven, but may not be in Kafka yet: then it is the one before that must be found again
        long name = postgres.name(lastName, nameBefore);
        nameBefore = lastName;
        lastName = name;
        pending = new Mark(new Horizon(xmin, now, name), lsn);
    }

    /**
     * Hands the mark to the tracker if a transaction that ended behind it has gone by. Behind, not at it: what ends there may
     * be of an older xid, and then a server that crashes hands out again the xids between the two.
     */
    boolean passed(long lastCommitLsn, DurableTracker tracker) {
        Mark mark = pending;
        if (mark == null || Long.compareUnsigned(lastCommitLsn, mark.lsn()) <= 0) {
            return false;
        }
        tracker.reached(mark.horizon());
        pending = null;
        return true;
    }
}

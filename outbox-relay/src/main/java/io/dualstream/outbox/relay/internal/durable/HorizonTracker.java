package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes horizon marks and proves them. A mark is two readings: the oldest running xid, then the WAL's insert position. Once
 * the stream has passed that position and Kafka has what it brought, every event of an older xid is published or a dead
 * letter. Only then the mark gets its name, which is committed to the database: where that is found again, the mark holds, on
 * whatever timeline, dead letters included; where it is not, the database went back to before it. One for each engine run: a
 * server that crashed hands out again the xids and positions of a mark that was never proven.
 */
public final class HorizonTracker {

    /** Two readings, in this order. */
    private record Mark(long xmin, long epochMillis, long lsn) {}

    /** PostgreSQL's answers, one statement each. */
    public interface Readings {

        /** The oldest xid still running. */
        long oldestXid() throws SQLException;

        /** Where the WAL ends: insert, not write, for an asynchronous commit is visible before it is written. */
        long insertLsn() throws SQLException;

        /** Commits a new name beside those of earlier marks, in the place of all others. */
        Named name(long... earlier) throws SQLException;
    }

    /**
     * A mark's name.
     *
     * @param xid of the transaction that committed it: none from this one on had been handed out before
     */
    public record Named(long name, long xid) {}

    private final Duration interval;
    private final TimeSource time;
    private final XidTimes xidTimes;
    private long nextMark;
    private long lastName;
    private long nameBefore;
    /** At most one of the three is there: a mark is taken, then proven, then named, then in the cursor. */
    private volatile @Nullable Mark taken;

    private volatile @Nullable Mark proven;
    private volatile @Nullable Horizon named;

    /** {@code inKafka} is the mark that the sink holds. */
    public HorizonTracker(Duration interval, TimeSource time, Horizon inKafka) {
        this.interval = interval;
        this.time = time;
        this.lastName = inKafka.name();
        this.xidTimes = new XidTimes(inKafka);
        this.nextMark = time.nanos();
    }

    /** On the path's thread: names the mark if it is proven; takes the next one when it is time. */
    public void look(Readings postgres) throws SQLException {
        Mark mark = proven;
        if (mark != null) {
            long now = time.epochMillis();
            // the last one is proven, but may not be in Kafka yet: then it is the one before that must be found again
            Named name = postgres.name(lastName, nameBefore);
            nameBefore = lastName;
            lastName = name.name();
            xidTimes.add(now, name.xid());
            proven = null;
            named = new Horizon(mark.xmin(), mark.epochMillis(), name.name());
        } else if (taken == null && named == null && time.nanos() - nextMark >= 0) {
            nextMark = time.nanos() + interval.toNanos();
            // the order matters: two statements, xmin first
            long xmin = postgres.oldestXid();
            taken = new Mark(xmin, xidTimes.before(xmin), postgres.insertLsn());
        }
    }

    /** On the stream's thread: hands the mark to the tracker if it has its name; whether it had. */
    boolean handOver(DurableTracker tracker) {
        Horizon mark = named;
        if (mark == null) {
            return false;
        }
        tracker.reached(mark);
        named = null;
        return true;
    }

    /**
     * On the stream's thread: Kafka has everything up to the end of that transaction. It proves a mark if it ended behind it.
     * Behind, not at it: what ends there may be of an older xid, and then a server that crashes hands out again the xids
     * between the two.
     */
    void published(long lastCommitLsn) {
        Mark mark = taken;
        if (mark != null && Long.compareUnsigned(lastCommitLsn, mark.lsn()) > 0) {
            proven = mark;
            taken = null;
        }
    }
}

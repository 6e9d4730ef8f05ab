package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes horizon marks and proves them. A mark consists of two readings: the oldest running xid, then the WAL's insert position.
 * A mark is proven once the stream has passed that position and Kafka has the events before it: every event of an older xid is
 * then published or a dead letter. A proven mark gets a name, which is committed to the database. A database that still has the
 * name confirms the mark, on any timeline, dead letters included. A database without the name went back to a time before the
 * mark. Each engine run has a tracker of its own, because a server that crashed assigns the xids and positions of an unproven
 * mark again.
 */
public final class HorizonTracker {

    /** The readings of a mark. The xid is read before the position. */
    private record Mark(long xmin, long epochMillis, long lsn) {}

    /** The readings from PostgreSQL, with one statement for each. */
    public interface Readings {

        /** The oldest xid still running. */
        long oldestXid() throws SQLException;

        /**
         * The position at which the WAL ends. The position is that of insertion, not of writing, because an asynchronous commit
         * is visible before it is written.
         */
        long insertLsn() throws SQLException;

        /** Commits a new name and keeps the names {@code earlier}. All other names are removed. */
        Named name(long... earlier) throws SQLException;
    }

    /**
     * The name of a mark.
     *
     * @param xid of the transaction that committed the name; no xid from this one on had been assigned before
     */
    public record Named(long name, long xid) {}

    private final Duration interval;
    private final TimeSource time;
    private final XidTimes xidTimes;
    private long nextMark;
    private long lastName;
    private long nameBefore;
    /** At most one of the three fields is set: a mark is taken, then proven, then named, then in the cursor. */
    private volatile @Nullable Mark taken;

    private volatile @Nullable Mark proven;
    private volatile @Nullable Horizon named;

    /** {@code inKafka} is the mark in the cursor that Kafka holds. */
    public HorizonTracker(Duration interval, TimeSource time, Horizon inKafka) {
        this.interval = interval;
        this.time = time;
        this.lastName = inKafka.name();
        this.xidTimes = new XidTimes(inKafka);
        this.nextMark = time.nanos();
    }

    /**
     * Names a proven mark; takes the next mark when it is due. Called on the path's thread. {@code publication} ends the attempt if the
     * stream may have left out events that it has passed.
     */
    void look(Readings postgres, PublicationWatch publication) throws SQLException {
        Mark mark = proven;
        publication.verify(); // after: a change that the stream has passed can be seen by now
        if (mark != null) {
            long now = time.epochMillis();
            // the mark named last may not be in Kafka yet: a restart would look for the name before it
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

    /** Hands a named mark to the tracker; returns whether there was one. Called on the stream's thread. */
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
     * Called on the stream's thread when Kafka has everything up to the end of that transaction. The transaction proves a mark
     * if it ended after the mark's position. A transaction that ended exactly at the position does not: its xid may be older,
     * and a server that crashes would then assign the xids between the two again.
     */
    void published(long lastCommitLsn) {
        Mark mark = taken;
        if (mark != null && Long.compareUnsigned(lastCommitLsn, mark.lsn()) > 0) {
            proven = mark;
            taken = null;
        }
    }
}

package io.dualstream.outbox.relay.internal.cursor;

/**
 * Advances a {@link DurableCursor} along the stream of one engine run, and decides which events of the stream are new. The
 * stream begins at or after the cursor's {@code commitLsn}. There it may repeat the previous transaction and the first events
 * of the current one, and nothing else, because PostgreSQL decodes whole transactions in commit order. Not thread-safe.
 */
public final class DurableTracker {

    private DurableCursor cursor;
    private final long replayPreviousXid;
    private final long replayXid;
    private long replayLeft;
    private boolean replaying;

    public DurableTracker(DurableCursor cursor) {
        this.cursor = cursor;
        this.replayPreviousXid = cursor.previousXid();
        this.replayXid = cursor.currentXid();
        this.replayLeft = cursor.published();
        this.replaying = cursor.currentXid() != 0;
    }

    private DurableTracker(DurableTracker other) {
        this.cursor = other.cursor;
        this.replayPreviousXid = other.replayPreviousXid;
        this.replayXid = other.replayXid;
        this.replayLeft = other.replayLeft;
        this.replaying = other.replaying;
    }

    /** A copy that continues from here independently. */
    public DurableTracker copy() {
        return new DurableTracker(this);
    }

    /**
     * Takes the next event of the stream.
     *
     * @param xid of the event's transaction, 32 bits
     * @param lastCommitLsn end of the last transaction that finished before the event in this stream; 0 if none did
     * @return whether the event must be published; if so, the cursor counts the event as published
     */
    public boolean isNew(long xid, long lastCommitLsn) {
        if (replaying && isReplay(xid)) {
            return false;
        }
        if (xid == cursor.currentXid()) {
            cursor = new DurableCursor(
                    cursor.timeline(),
                    cursor.commitLsn(),
                    cursor.previousXid(),
                    xid,
                    cursor.published() + 1,
                    cursor.horizon());
        } else {
            long commitLsn =
                    Long.compareUnsigned(lastCommitLsn, cursor.commitLsn()) > 0 ? lastCommitLsn : cursor.commitLsn();
            cursor = new DurableCursor(cursor.timeline(), commitLsn, cursor.currentXid(), xid, 1, cursor.horizon());
        }
        return true;
    }

    private boolean isReplay(long xid) {
        if (xid == replayXid) {
            if (replayLeft > 0) {
                replayLeft--;
                return true;
            }
        } else if (xid == replayPreviousXid && replayLeft == cursor.published()) {
            return true;
        }
        replaying = false;
        return false;
    }

    /** Stores a proven mark: the stream has passed the position at which the mark was taken. */
    public void reached(Horizon horizon) {
        cursor = cursor.withHorizon(horizon);
    }

    /** Every transaction that ended up to {@code lsn} has passed through the stream. */
    public void finished(long lsn) {
        cursor = cursor.finishedTo(lsn);
    }

    /** The cursor after all events that were new so far. */
    public DurableCursor cursor() {
        return cursor;
    }
}

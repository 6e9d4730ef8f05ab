package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.table.Removal;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** PostgreSQL, as a start of the durable path uses it: the slot and the table. */
public interface RecoverySource extends AutoCloseable {

    /**
     * Locks the slot against every other start, until this source is closed or its session ends; throws if another start holds
     * the lock. Once the session has ended, the server refuses changes through this source.
     */
    void claim() throws SQLException;

    Timeline timeline() throws SQLException;

    /**
     * Whether the database has that {@link io.dualstream.outbox.relay.internal.cursor.Horizon#name}, which must be one of the
     * latest names.
     */
    boolean knows(long mark) throws SQLException;

    /** The current state of the publication, which a slot that is created later follows. */
    Publication.State publication() throws SQLException;

    /**
     * The slot; empty if there is none. Throws {@link io.dualstream.outbox.relay.internal.wal.slot.SlotException} if the slot
     * does not belong to the relay.
     */
    Optional<Slot.State> slot() throws SQLException;

    /** Moves the slot to {@code lsn} if it lags. No session may stream from the slot. */
    void advance(Slot.State now, long lsn) throws SQLException;

    /** Drops the slot. No session may stream from the slot. */
    void drop(Slot.State now) throws SQLException;

    /** Creates the slot and exports the snapshot at its first position. The snapshot is valid until this source is closed. */
    NewSlot create() throws SQLException, InterruptedException;

    /** The rows of transactions with {@code xid >= minXid} that the snapshot shows. */
    Rows rows(String snapshot, long minXid) throws SQLException;

    /**
     * Events that left the table although this relay may not have published them: events of transactions from that mark on, or,
     * if the mark's xid is 0, events created since the mark. Rows that were opened before this call can no longer leave the
     * table.
     */
    List<Removal> removals(Horizon since) throws SQLException;

    @Override
    void close() throws SQLException;

    /** Rows in seq order, read in portions. */
    interface Rows extends AutoCloseable {

        /** The next events, at most {@code limitRows}, and none after the one that reaches {@code limitBytes}; empty at the end. */
        List<EventRecord> next(int limitRows, int limitBytes) throws SQLException;

        /**
         * Adds the first {@code limit} of the rows that come after {@code seq}; returns a seq up to which all
         * of them were added, or {@link Long#MAX_VALUE} if no row follows.
         */
        long candidates(long seq, int limit, PublishedEvents published) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}

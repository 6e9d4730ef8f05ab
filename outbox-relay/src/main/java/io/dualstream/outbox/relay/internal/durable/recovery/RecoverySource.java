package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.table.Removal;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** PostgreSQL as a start of the durable path needs it: the slot, and the table behind it. */
public interface RecoverySource extends AutoCloseable {

    /**
     * Keeps every other start away from the slot until this source is closed or its session ends; throws if another is at
     * it. What this source changes afterwards is refused once its session has ended.
     */
    void claim() throws SQLException;

    Timeline timeline() throws SQLException;

    /** Whether the database has that {@link io.dualstream.outbox.relay.internal.cursor.Horizon#name}, one of the last few. */
    boolean knows(long mark) throws SQLException;

    /** Empty if there is no slot; throws {@link io.dualstream.outbox.relay.internal.wal.slot.SlotException} if it is not ours to touch. */
    Optional<Slot.State> slot() throws SQLException;

    /** Moves the slot, which nobody may be streaming from, to {@code lsn} if it lags. */
    void advance(Slot.State now, long lsn) throws SQLException;

    /** Drops the slot, which nobody may be streaming from. */
    void drop(Slot.State now) throws SQLException;

    /** Makes the slot and exports the snapshot at its very first position, good until this source is closed. */
    NewSlot create() throws SQLException, InterruptedException;

    /** The table's rows of transactions with {@code xid >= minXid} as that snapshot shows them. */
    Rows rows(String snapshot, long minXid) throws SQLException;

    /**
     * What left the table although this relay may not have published it: of transactions from that mark on; where its xid is 0, of
     * events created since. Rows that were opened before this is asked can leave the table no more.
     */
    List<Removal> removals(Horizon since) throws SQLException;

    @Override
    void close() throws SQLException;

    /** Rows in seq order, read in portions. */
    interface Rows extends AutoCloseable {

        /** The next events, {@code limitRows} at most, in a list that may be changed; none at the end. */
        List<EventRecord> next(int limitRows) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}

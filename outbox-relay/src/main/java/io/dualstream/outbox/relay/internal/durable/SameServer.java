package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;

/**
 * Verifies that the engine streams from the server on which its start was prepared, and from no later position. If that server
 * crashed in between, its slot may have gone back behind the cursor, and the stream would repeat more than the cursor can tell.
 * A connection that is older than the start detects the crash, because the crash ended it. If somebody moved the slot in
 * between, the stream leaves out the skipped events. Used by one thread.
 */
final class SameServer {

    private final DurableServers olderThanTheStart;
    private final String slot;
    private final long startLsn;
    private boolean known;

    /** The stream must not begin after {@code startLsn}. */
    SameServer(DurableServers olderThanTheStart, String slot, long startLsn) {
        this.olderThanTheStart = olderThanTheStart;
        this.slot = slot;
        this.startLsn = startLsn;
    }

    /** Must be called when the first batch has arrived: the engine then holds the slot, and nobody else can move it. */
    void verify() {
        if (known) {
            return;
        }
        try {
            long at = olderThanTheStart.slot().map(Slot.State::confirmedLsn).orElse(0L);
            if (Long.compareUnsigned(at, startLsn) > 0) {
                throw new IllegalStateException("Replication slot '" + slot + "' was moved while the stream started");
            }
            known = true;
        } catch (SQLException e) {
            throw new IllegalStateException("The connection to PostgreSQL was lost while the stream started", e);
        }
    }
}

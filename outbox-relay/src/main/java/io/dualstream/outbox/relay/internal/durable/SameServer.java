package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;

/**
 * Whether the engine streams from the server on which its start was made, and from where. If that crashed in between, its slot
 * may be back behind the cursor, and the stream would repeat more than the cursor can tell; but a connection that is older than
 * the start ended with it. If somebody moved the slot in between, the stream leaves out what he skipped. Used by one thread.
 */
final class SameServer {

    private final DurableServers olderThanTheStart;
    private final String slot;
    private final long startLsn;
    private boolean known;

    /** {@code startLsn}: the stream must not begin after it. */
    SameServer(DurableServers olderThanTheStart, String slot, long startLsn) {
        this.olderThanTheStart = olderThanTheStart;
        this.slot = slot;
        this.startLsn = startLsn;
    }

    /** Call it with the first batch in hand: then the engine has the slot, and nobody else can move it. */
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

package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.internal.reconcile.Reconciliation;
import io.dualstream.outbox.relay.status.ReconcileRange;
import io.dualstream.outbox.relay.status.ReconcileReport;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Compares the table with the Kafka topics and the Redis streams. Reads only; a relay, writers and retention may go on meanwhile
 * (retention waits for the table to be read). Needs about 500 bytes of heap for every 256th event, and 61 bytes of temporary disk
 * for each event in each of the three. Thread-safe.
 */
public final class Reconciler {

    private final Reconciliation reconciliation;

    Reconciler(Reconciliation reconciliation) {
        this.reconciliation = reconciliation;
    }

    /** Blocks for as long as it takes to read the range; any exception means that nothing can be said. */
    public ReconcileReport run(ReconcileRange range) throws SQLException, IOException {
        return reconciliation.run(range);
    }
}

package io.dualstream.outbox.relay.simulation;

import java.util.ArrayList;
import java.util.List;

/** A writer's transaction in {@link ModelPostgres}. */
final class ModelTransaction {

    final long xid;
    final boolean synchronous;
    final List<Event> rows = new ArrayList<>();
    /** How many rows there were at the savepoint; negative without one. */
    int savepoint = -1;
    /** How many rows precede a message that no relay can read; negative without one. */
    int unreadableAt = -1;
    /** Its commit record is written; others may not see it yet. */
    boolean recorded;

    ModelTransaction(long xid, boolean synchronous) {
        this.xid = xid;
        this.synchronous = synchronous;
    }
}

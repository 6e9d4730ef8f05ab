package io.dualstream.outbox.relay.internal.cursor;

import java.util.List;

/**
 * What one poll saw.
 *
 * @param snapshot the poll's own, taken by the statement that read the rows; if that was not complete, only as far as the
 *     table's xids go: what lies above may be handed out again after a crash of PostgreSQL, before the rest is pushed
 * @param rows not pushed so far, in seq order
 * @param complete no row was left out because the poll was full
 */
public record Poll(Snapshot snapshot, List<LiveRow> rows, boolean complete) {

    public Poll {
        if (rows.isEmpty() && !complete) {
            throw new IllegalArgumentException("A poll without rows cannot have left rows out");
        }
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }
}

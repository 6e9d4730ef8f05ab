package io.dualstream.outbox.relay.internal.cursor;

import java.util.List;

/**
 * The result of one poll.
 *
 * @param snapshot the snapshot of the statement that read the rows. If the poll was not complete, the snapshot only reaches as
 *     far as the table's xids: after a crash of PostgreSQL, xids above them may be assigned again before the remaining rows are
 *     pushed
 * @param rows the rows that were not pushed so far, in seq order
 * @param complete whether no row was left out because the poll was full
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

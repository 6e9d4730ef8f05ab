package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.cursor.LiveRow;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import io.dualstream.outbox.relay.internal.cursor.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The result of one poll statement, read in portions. */
final class Scan {

    /** Maximum size of a portion, so that large payloads fit the heap, and one script call does not block Redis for long. */
    private static final int MAX_PORTION_BYTES = 1 << 20;

    private final ResultSet rows;
    private final Snapshot snapshot;
    private long lastSeq;
    private boolean atRow;

    /** Opens the result. Even without rows, the statement returns one row with only the snapshot. */
    Scan(ResultSet rows, long afterSeq) throws SQLException {
        this.rows = rows;
        rows.next();
        snapshot = Snapshot.parse(rows.getString(1));
        lastSeq = afterSeq;
        atRow = rows.getString(2) != null;
    }

    Poll next(int limitRows) throws SQLException {
        List<LiveRow> portion = new ArrayList<>();
        long bytes = 0;
        while (atRow && portion.size() < limitRows && bytes < MAX_PORTION_BYTES) {
            LiveRow row = read();
            portion.add(row);
            lastSeq = row.event().seq();
            bytes += row.event().dataBytes();
            atRow = rows.next();
        }
        return new Poll(snapshot, portion, !atRow);
    }

    /** The seq of the last row that {@link #next} returned. */
    long lastSeq() {
        return lastSeq;
    }

    private LiveRow read() throws SQLException {
        return new LiveRow(rows.getLong(2), EventColumns.read(rows, 3));
    }
}

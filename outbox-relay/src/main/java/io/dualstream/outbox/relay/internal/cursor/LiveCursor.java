package io.dualstream.outbox.relay.internal.cursor;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Defines exactly which rows are in Redis: the rows of the transactions that {@code pushed} sees, and the rows of {@link Page}
 * up to its seq. The size of a cursor depends on how many transactions are open, never on how many rows there are. Immutable
 * and pure.
 *
 * @param high the highest xid of which a row was pushed or skipped; 0 if there is none
 * @param witness id of a row of {@code high}: while the table has this row, PostgreSQL has not gone back behind the cursor
 * @param page set while the rows of one poll are pushed in parts; null between polls
 */
public record LiveCursor(
        Snapshot pushed,
        long high,
        @Nullable UUID witness,
        @Nullable Page page) {

    /** The cursor before anything is pushed: all rows of the table come next. */
    public static final LiveCursor START = new LiveCursor(Snapshot.NOTHING, 0, null, null);

    private static final String FORMAT = "v1";

    /** Of the rows that {@code target} sees and the cursor does not, the rows up to {@code seq} are pushed. */
    public record Page(Snapshot target, long seq) {}

    /**
     * A cursor that skips, of the rows that {@code now} sees, the rows up to {@code seq}. {@code xid} and {@code id} belong to
     * one of the skipped rows.
     */
    public static LiveCursor skipping(Snapshot now, long seq, long xid, UUID id) {
        return new LiveCursor(Snapshot.NOTHING, xid, id, new Page(now, seq));
    }

    public boolean isPushed(long xid, long seq) {
        return pushed.sees(xid) || (page != null && page.target.sees(xid) && seq <= page.seq);
    }

    /** The cursor after every row of {@code poll} is pushed. {@code poll} must have been taken with this cursor. */
    public LiveCursor after(Poll poll) {
        Snapshot target = page == null ? poll.snapshot() : page.target.and(poll.snapshot());
        long highest = high;
        UUID seen = witness;
        for (LiveRow row : poll.rows()) {
            if (row.xid() > highest) {
                highest = row.xid();
                seen = row.event().id();
            }
        }
        if (poll.complete()) {
            return new LiveCursor(target, highest, seen, null);
        }
        long lastSeq = poll.rows().get(poll.rows().size() - 1).event().seq();
        return new LiveCursor(pushed, highest, seen, new Page(target, lastSeq));
    }

    /**
     * The same rows, in a form that stays valid after a crash of PostgreSQL. A crashed server assigns again the xids that left
     * no trace in its WAL. A transaction with a row in the table left a trace, and no xid up to its own is assigned again.
     * Nothing above {@code high} is pushed, so the form makes no claim about xids above {@code high}.
     */
    public LiveCursor durable() {
        return new LiveCursor(pushed.upTo(high), high, witness, page);
    }

    /** All rows of transactions before this xid are pushed, and the table need not keep them: the witness is not among them. */
    public long settled() {
        return Math.min(pushed.xmin(), high);
    }

    /** All rows of transactions before this xid are pushed, the witness among them. Valid after a crash of PostgreSQL, too. */
    public long published() {
        return pushed.upTo(high).xmin();
    }

    /** Number of transactions up to {@code high} that were open when last seen. Their rows, if any, are not pushed yet. */
    public int gaps() {
        return pushed.upTo(high).openCount();
    }

    /** The {@link #durable()} form in one line, which {@link #parse} reads. */
    public String toText() {
        String text = FORMAT + "/" + high + "/" + (witness == null ? "" : witness) + "/" + pushed.upTo(high);
        return page == null ? text : text + "/" + page.target + "/" + page.seq;
    }

    /**
     * Reads text that {@link #toText()} wrote.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static LiveCursor parse(String text) {
        String[] parts = text.split("/", -1);
        if (!parts[0].equals(FORMAT) || (parts.length != 4 && parts.length != 6)) {
            throw new IllegalArgumentException("Not a live cursor of format " + FORMAT + ": " + text);
        }
        LiveCursor cursor = new LiveCursor(
                Snapshot.parse(parts[3]),
                Long.parseLong(parts[1]),
                parts[2].isEmpty() ? null : UUID.fromString(parts[2]),
                parts.length == 4 ? null : new Page(Snapshot.parse(parts[4]), Long.parseLong(parts[5])));
        if (!cursor.toText().equals(text)) {
            throw new IllegalArgumentException("Not a live cursor: " + text);
        }
        return cursor;
    }
}

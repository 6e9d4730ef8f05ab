package io.dualstream.outbox.relay.internal.cursor;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are in Redis, exactly: those of the transactions that {@code pushed} sees, and those of {@link Page} up to
 * its seq. Its size depends on how many transactions are open, never on how many rows there are. Immutable and pure.
 *
 * @param high the highest xid of which a row was pushed (or skipped); 0 when none was
 * @param witness id of a row of {@code high}: as long as the table has it, PostgreSQL has not gone back behind the cursor
 * @param page a poll's rows are pushed in part; null between polls
 */
public record LiveCursor(
        Snapshot pushed,
        long high,
        @Nullable UUID witness,
        @Nullable Page page) {

    /** Nothing is pushed: everything the table holds comes next. */
    public static final LiveCursor START = new LiveCursor(Snapshot.NOTHING, 0, null, null);

    private static final String FORMAT = "v1";

    /** Of the rows that {@code target} sees and the cursor does not, those up to {@code seq} are pushed. */
    public record Page(Snapshot target, long seq) {}

    /** Leaves out, of what {@code now} sees, the rows up to {@code seq}; {@code xid} and {@code id} are of one of them. */
    public static LiveCursor skipping(Snapshot now, long seq, long xid, UUID id) {
        return new LiveCursor(Snapshot.NOTHING, xid, id, new Page(now, seq));
    }

    public boolean isPushed(long xid, long seq) {
        return pushed.sees(xid) || (page != null && page.target.sees(xid) && seq <= page.seq);
    }

    /** The cursor as it is once every row of {@code poll} is pushed; {@code poll} must have been taken with this cursor. */
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
     * The same rows, said in a way that outlives a crash of PostgreSQL. A crashed server hands out again the xids that left
     * no trace in its WAL; a transaction with a row in the table left one, and no xid up to it comes again. Nothing above
     * {@code high} is pushed, so nothing above it needs to be claimed.
     */
    public LiveCursor durable() {
        return new LiveCursor(pushed.upTo(high), high, witness, page);
    }

    /** Rows of transactions before it are pushed, and no longer needed in the table: the witness is not among them. */
    public long settled() {
        return Math.min(pushed.xmin(), high);
    }

    /** Transactions up to {@code high} that were open when last seen: their rows, if they ever come, are not pushed. */
    public int gaps() {
        return pushed.upTo(high).openCount();
    }

    /** The {@link #durable()} form in one line; {@link #parse} reads it back. */
    public String toText() {
        String text = FORMAT + "/" + high + "/" + (witness == null ? "" : witness) + "/" + pushed.upTo(high);
        return page == null ? text : text + "/" + page.target + "/" + page.seq;
    }

    /**
     * Reads back what {@link #toText()} wrote.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
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

package io.dualstream.outbox.relay.internal.cursor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The transactions that a PostgreSQL snapshot sees: those below {@code xmax} that were not open. Immutable. The text form is
 * PostgreSQL's own ({@code pg_snapshot}: {@code xmin:xmax:open,open}), with 64-bit xids that never wrap.
 */
public final class Snapshot {

    /** The snapshot that sees no transaction. */
    public static final Snapshot NOTHING = new Snapshot(1, new long[0]);

    private final long xmax;
    private final long[] open;

    private Snapshot(long xmax, long[] open) {
        this.xmax = xmax;
        this.open = open;
    }

    /** Makes a snapshot from {@code open} in any order. An xid that is not below {@code xmax} is left out, because it is unseen anyway. */
    public static Snapshot of(long xmax, long... open) {
        if (xmax < 1) {
            throw new IllegalArgumentException("xmax of a snapshot must be positive, was " + xmax);
        }
        return new Snapshot(
                xmax,
                Arrays.stream(open)
                        .filter(xid -> xid < xmax)
                        .sorted()
                        .distinct()
                        .toArray());
    }

    /**
     * Reads the text of {@code pg_current_snapshot()::text}.
     *
     * @throws IllegalArgumentException if {@code text} is anything else
     */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("Not a snapshot: " + text);
        }
        long[] open = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(",", -1))
                        .mapToLong(Long::parseLong)
                        .toArray();
        Snapshot snapshot = of(Long.parseLong(parts[1]), open);
        if (!snapshot.toString().equals(text)) {
            throw new IllegalArgumentException("Not a snapshot: " + text);
        }
        return snapshot;
    }

    public boolean sees(long xid) {
        return xid < xmax && Arrays.binarySearch(open, xid) < 0;
    }

    /** The transactions that both snapshots see. */
    public Snapshot and(Snapshot other) {
        return of(
                Math.min(xmax, other.xmax),
                LongStream.concat(Arrays.stream(open), Arrays.stream(other.open))
                        .toArray());
    }

    /** The transactions up to {@code xid} that this snapshot sees. */
    public Snapshot upTo(long xid) {
        return of(Math.min(xmax, xid + 1), open);
    }

    /** The first transaction neither seen nor listed as open. */
    public long xmax() {
        return xmax;
    }

    /** The first transaction that is not seen. */
    public long xmin() {
        return open.length == 0 ? xmax : open[0];
    }

    /** The open transactions below {@link #xmax()}, as a PostgreSQL array literal. */
    public String openArray() {
        return "{" + join(open) + "}";
    }

    public int openCount() {
        return open.length;
    }

    @Override
    public String toString() {
        return xmin() + ":" + xmax + ":" + join(open);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot that && xmax == that.xmax && Arrays.equals(open, that.open);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(xmax) * 31 + Arrays.hashCode(open);
    }

    private static String join(long[] xids) {
        return Arrays.stream(xids).mapToObj(Long::toString).collect(Collectors.joining(","));
    }
}

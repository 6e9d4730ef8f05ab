package io.dualstream.outbox.relay.cursor;

/**
 * A mark that bounds what a lost slot can have lost: every event of a transaction with {@code xid < xmin} is published.
 *
 * @param xmin oldest xid (64 bits) still running when the mark was taken
 * @param epochMillis when it was taken, by the relay's clock
 */
public record Horizon(long xmin, long epochMillis) {

    /** Nothing is known: every row may be unpublished. */
    public static final Horizon NONE = new Horizon(0, 0);
}

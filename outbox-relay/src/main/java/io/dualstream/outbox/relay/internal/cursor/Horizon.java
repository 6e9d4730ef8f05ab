package io.dualstream.outbox.relay.internal.cursor;

/**
 * A mark that bounds what a lost slot can have lost: every event of a transaction with {@code xid < xmin} is published. It
 * holds in every history of the database that has the mark's name in it.
 *
 * @param xmin oldest xid (64 bits) still running when the mark was taken
 * @param epochMillis when it was taken, by the relay's clock
 * @param name a number at random, committed to the database when the mark was taken; 0 if there is none
 */
public record Horizon(long xmin, long epochMillis, long name) {

    /** Nothing is known: every row may be unpublished. */
    public static final Horizon NONE = new Horizon(0, 0, 0);
}

package io.dualstream.outbox.relay.internal.cursor;

/**
 * A mark that bounds which events a lost slot can have lost: every event of a transaction with {@code xid < xmin} is published.
 * The mark is valid in every history of the database that contains the mark's name.
 *
 * @param xmin oldest xid (64 bits) that was running when the mark was taken
 * @param epochMillis time at which the mark was taken, by the relay's clock
 * @param name a random number, committed to the database when the mark was proven; 0 if there is none
 */
public record Horizon(long xmin, long epochMillis, long name) {

    /** Nothing is known: every row may be unpublished. */
    public static final Horizon NONE = new Horizon(0, 0, 0);
}

package io.dualstream.outbox.relay.internal.cursor;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * How far Kafka is, expressed as a position in the WAL: Kafka has every event of every transaction up to {@code commitLsn}, and
 * the first {@code published} events of transaction {@code currentXid}. The cursor is written in the same Kafka transaction as
 * those events, so it is neither ahead of them nor behind. LSNs need not be unique, because the events of one transaction are
 * counted.
 *
 * @param commitLsn end of the commit record of the last finished transaction; 0 before the first
 * @param previousXid the last finished transaction; 0 before the first
 * @param currentXid the transaction of the last published event; 0 before the first
 * @param published number of events of the current transaction that Kafka holds
 */
public record DurableCursor(
        Timeline timeline, long commitLsn, long previousXid, long currentXid, long published, Horizon horizon) {

    /** Size of an {@link #encode}d cursor, which never changes. */
    public static final int BYTES = 1 + 8 + 4 + 8 + 8 + 8 + 8 + 8 + 8 + 8;

    private static final byte VERSION = 1;

    /** The cursor of a timeline of which nothing is published. */
    public static DurableCursor start(Timeline timeline) {
        return new DurableCursor(timeline, 0, 0, 0, 0, Horizon.NONE);
    }

    public DurableCursor withHorizon(Horizon horizon) {
        return new DurableCursor(timeline, commitLsn, previousXid, currentXid, published, horizon);
    }

    /** The cursor of the same events with all transactions up to {@code lsn} finished. A cursor never goes back. */
    public DurableCursor finishedTo(long lsn) {
        return Long.compareUnsigned(lsn, commitLsn) <= 0
                ? this
                : new DurableCursor(timeline, lsn, previousXid, currentXid, published, horizon);
    }

    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(timeline.systemId())
                .putInt(timeline.timelineId())
                .putLong(commitLsn)
                .putLong(previousXid)
                .putLong(currentXid)
                .putLong(published)
                .putLong(horizon.xmin())
                .putLong(horizon.epochMillis())
                .putLong(horizon.name())
                .array();
    }

    /** The inverse of {@link #encode}; anything else is an {@link IllegalArgumentException}. */
    public static DurableCursor decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION || bytes.length != BYTES) {
                throw new IllegalArgumentException("Durable cursor of " + bytes.length + " bytes and version " + version
                        + " cannot be read; this relay reads version " + VERSION + " of " + BYTES + " bytes");
            }
            return new DurableCursor(
                    new Timeline(in.getLong(), in.getInt()),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    new Horizon(in.getLong(), in.getLong(), in.getLong()));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("Durable cursor of " + bytes.length + " bytes is truncated", e);
        }
    }

    @Override
    public String toString() {
        return "timeline " + timeline + ", finished to " + Lsn.format(commitLsn) + " (xid " + previousXid + "), xid "
                + currentXid + " + " + published;
    }
}

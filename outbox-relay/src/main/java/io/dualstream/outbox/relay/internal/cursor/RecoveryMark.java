package io.dualstream.outbox.relay.internal.cursor;

import java.nio.ByteBuffer;

/**
 * Marks that a recovery from the table is under way: the slot, whether it exists or not, does not follow the state in Kafka
 * yet. The mark is written before the slot is created and removed with the last recovered event, so a crash in between starts
 * the recovery again.
 *
 * @param horizon events of older transactions are published; the candidates may include events that were published since
 */
public record RecoveryMark(Horizon horizon) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 8 + 8 + 8;

    /** The same mark, for a recovery that reads the topics from their beginning. */
    public RecoveryMark withoutTime() {
        return new RecoveryMark(new Horizon(horizon.xmin(), 0, horizon.name()));
    }

    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(horizon.xmin())
                .putLong(horizon.epochMillis())
                .putLong(horizon.name())
                .array();
    }

    /** The inverse of {@link #encode}; anything else is an {@link IllegalArgumentException}. */
    public static RecoveryMark decode(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "Recovery mark of " + bytes.length + " bytes cannot be read by this relay");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        return new RecoveryMark(new Horizon(in.getLong(), in.getLong(), in.getLong()));
    }
}

package io.dualstream.outbox.relay.internal.cursor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The dead letters that the last retry published. It is written in the same Kafka transaction as their events, and PostgreSQL
 * hears of them before the next retry: so a crash between the two is made good by telling PostgreSQL again.
 */
public record RetryMark(List<Letter> letters) {

    /** A restored database may hand out a number again, but not for the same event. */
    public record Letter(long number, UUID id) {}

    private static final byte VERSION = 1;
    private static final int LETTER_BYTES = 8 + 16;

    public RetryMark {
        letters = List.copyOf(letters);
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(1 + LETTER_BYTES * letters.size()).put(VERSION);
        for (Letter letter : letters) {
            out.putLong(letter.number())
                    .putLong(letter.id().getMostSignificantBits())
                    .putLong(letter.id().getLeastSignificantBits());
        }
        return out.array();
    }

    /** The inverse of {@link #encode}; anything else is an {@link IllegalArgumentException}. */
    public static RetryMark decode(byte[] bytes) {
        if (bytes.length % LETTER_BYTES != 1 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("Retry mark of " + bytes.length + " bytes is none this relay wrote");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        List<Letter> letters = new ArrayList<>(bytes.length / LETTER_BYTES);
        while (in.hasRemaining()) {
            letters.add(new Letter(in.getLong(), new UUID(in.getLong(), in.getLong())));
        }
        return new RetryMark(letters);
    }
}

package io.dualstream.outbox.relay.internal.cursor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The dead letters that a Kafka transaction concerns: letters that a retry published, or letters that the durable path passed.
 * The mark is written in that Kafka transaction, and PostgreSQL is updated before the next one. After a crash between the two,
 * the next start reads the mark and updates PostgreSQL.
 */
public record LetterMark(List<Letter> letters) {

    /** A restored database may assign a number again, but not to the same event. */
    public record Letter(long number, UUID id) {}

    private static final byte VERSION = 1;
    private static final int LETTER_BYTES = 8 + 16;

    public LetterMark {
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
    public static LetterMark decode(byte[] bytes) {
        if (bytes.length % LETTER_BYTES != 1 || bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "Letter mark of " + bytes.length + " bytes cannot be read by this relay");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        List<Letter> letters = new ArrayList<>(bytes.length / LETTER_BYTES);
        while (in.hasRemaining()) {
            letters.add(new Letter(in.getLong(), new UUID(in.getLong(), in.getLong())));
        }
        return new LetterMark(letters);
    }
}

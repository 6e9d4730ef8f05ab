package io.dualstream.outbox.relay.internal.cursor;

/** WAL positions as PostgreSQL writes them: two hexadecimal halves, {@code 16/B374D848}; as a long they are unsigned. */
public final class Lsn {

    private Lsn() {}

    public static String format(long lsn) {
        return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }

    /** The inverse of {@link #format}; anything else is an {@link IllegalArgumentException}. */
    public static long parse(String text) {
        int slash = text.indexOf('/');
        try {
            long high = Long.parseLong(text.substring(0, slash), 16);
            long low = Long.parseLong(text.substring(slash + 1), 16);
            if ((high | low) >>> 32 == 0) {
                return high << 32 | low;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Not an LSN: '" + text + "'", e);
        }
        throw new IllegalArgumentException("Not an LSN: '" + text + "'");
    }
}

package io.dualstream.outbox.benchmarks.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Finds {@code "sentat":"<nanoseconds>"} in a stream of bytes. */
final class SentAt {

    /** The name of the attribute and the characters after it. */
    static final String NAME = "sentat";

    private static final byte[] BEGINNING = ("\"" + NAME + "\":\"").getBytes(US_ASCII);

    private int matched;
    private long value;

    /** The value if the byte completes one, else 0. */
    long next(byte b) {
        if (matched < BEGINNING.length) {
            matched = b == BEGINNING[matched] ? matched + 1 : b == BEGINNING[0] ? 1 : 0;
            return 0;
        }
        if (b >= '0' && b <= '9') {
            value = value * 10 + (b - '0');
            return 0;
        }
        long complete = value;
        matched = 0;
        value = 0;
        return complete;
    }
}

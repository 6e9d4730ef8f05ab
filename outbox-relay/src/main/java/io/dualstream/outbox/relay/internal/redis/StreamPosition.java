package io.dualstream.outbox.relay.internal.redis;

import java.util.Comparator;

/**
 * The position of an entry in the live streams, {@code epoch-n}, which is the entry's id in Redis and the CloudEvents attribute
 * {@code position}. All streams of a relay share one count.
 *
 * @param epoch time at which the epoch began, in milliseconds since 1970; between two epochs, events may be missing
 * @param n counts from 1 in each epoch; 0 is the beginning
 */
public record StreamPosition(long epoch, long n) implements Comparable<StreamPosition> {

    private static final Comparator<StreamPosition> ORDER =
            Comparator.comparingLong(StreamPosition::epoch).thenComparingLong(StreamPosition::n);

    public StreamPosition plus(long entries) {
        return new StreamPosition(epoch, n + entries);
    }

    /** Reads {@code epoch-n}; any other text leads to an {@link IllegalArgumentException}. */
    public static StreamPosition parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("Not a stream position: " + text);
        }
        return new StreamPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    @Override
    public int compareTo(StreamPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "-" + n;
    }
}

package io.dualstream.outbox.live;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has come in all live streams of one relay, {@code epoch-n}: the {@code Last-Event-ID} of SSE.
 *
 * @param epoch milliseconds since 1970, when the epoch began; between two epochs events may be missing
 * @param n counts the relay's events from 1 in each epoch; 0 is its beginning
 */
public record LivePosition(long epoch, long n) implements Comparable<LivePosition> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** Reads {@code epoch-n}; null for anything else. */
    public static @Nullable LivePosition parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? new LivePosition(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
                : null;
    }

    @Override
    public int compareTo(LivePosition other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch == 0 ? Long.compare(n, other.n) : byEpoch;
    }

    @Override
    public String toString() {
        return epoch + "-" + n;
    }
}

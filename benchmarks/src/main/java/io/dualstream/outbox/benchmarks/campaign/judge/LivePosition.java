package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.Comparator;

/** The position of an event in the live streams, as in the id of its entry: {@code <epoch>-<number>}. */
public record LivePosition(long epoch, long number) implements Comparable<LivePosition> {

    static final LivePosition NONE = new LivePosition(0, 0);

    private static final Comparator<LivePosition> ORDER =
            Comparator.comparingLong(LivePosition::epoch).thenComparingLong(LivePosition::number);

    static LivePosition parse(String text) {
        int dash = text.indexOf('-');
        return new LivePosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    @Override
    public int compareTo(LivePosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}

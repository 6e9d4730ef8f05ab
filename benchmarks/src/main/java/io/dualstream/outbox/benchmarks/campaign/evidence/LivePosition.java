package io.dualstream.outbox.benchmarks.campaign.evidence;

import java.util.Comparator;

/** Where an event stands in the live streams, as their entry ids say it: {@code <epoch>-<number>}. */
public record LivePosition(long epoch, long number) implements Place, Comparable<LivePosition> {

    public static final LivePosition NONE = new LivePosition(0, 0);

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

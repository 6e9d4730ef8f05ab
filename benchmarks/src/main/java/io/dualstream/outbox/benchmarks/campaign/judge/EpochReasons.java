package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * When the live streams had a reason to begin a new epoch, and how many: somebody emptied them, or another server took the database's
 * place or their own. A reason is good until the streams are known to go on. Thread-safe.
 */
public final class EpochReasons {

    private final List<Period> periods = new ArrayList<>();

    /** Times are milliseconds since 1970, as epochs are. */
    private record Period(long from, long until, int reasons) {

        boolean covers(long epoch) {
            return from <= epoch && epoch <= until;
        }
    }

    /** Begins a period without a reason; the one before is over. */
    public synchronized void begin(long nowMillis) {
        end(nowMillis);
        periods.add(new Period(nowMillis, Long.MAX_VALUE, 0));
    }

    /** One more reason in this period. */
    public synchronized void add() {
        Period last = periods.remove(periods.size() - 1);
        periods.add(new Period(last.from(), last.until(), last.reasons() + 1));
    }

    /** What was a reason until now is none from here on. */
    public synchronized void end(long nowMillis) {
        if (!periods.isEmpty()) {
            Period last = periods.remove(periods.size() - 1);
            periods.add(new Period(last.from(), Math.min(last.until(), nowMillis), last.reasons()));
        }
    }

    /** Those that were begun without a reason. */
    synchronized List<Long> unexplained(Collection<Long> epochs) {
        List<Long> left = new ArrayList<>(new TreeSet<>(epochs));
        for (Period period : periods) {
            left.removeAll(
                    left.stream().filter(period::covers).limit(period.reasons()).toList());
        }
        return left;
    }
}

package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import java.util.ArrayList;
import java.util.List;

/**
 * Records times at which xids had not been assigned yet. A transaction gets its xid before its events are published, so its
 * events are published after any time at which the xid had not been assigned. A time at which the xid was running gives no such
 * bound. Not thread-safe.
 */
final class XidTimes {

    /**
     * Maximum number of readings. When it is reached, every other reading is dropped, so the result may be somewhat earlier
     * than necessary.
     */
    static final int MOST = 64;

    /** At {@code epochMillis} no xid from {@code xid} on had been assigned. */
    private record Reading(long epochMillis, long xid) {}

    private final List<Reading> readings = new ArrayList<>();

    /** {@code mark} is the first reading. */
    XidTimes(Horizon mark) {
        readings.add(new Reading(mark.epochMillis(), mark.xmin()));
    }

    /** Adds a reading: at {@code epochMillis} no xid from {@code xid} on had been assigned. Both values must grow. */
    void add(long epochMillis, long xid) {
        if (readings.size() == MOST) {
            for (int i = MOST - 2; i > 0; i -= 2) {
                readings.remove(i);
            }
        }
        readings.add(new Reading(epochMillis, xid));
    }

    /**
     * The latest known time at which no xid from {@code xmin} on had been assigned; 0 if no such time is known. The result
     * never decreases.
     */
    long before(long xmin) {
        while (readings.size() > 1 && readings.get(1).xid() <= xmin) {
            readings.remove(0);
        }
        Reading first = readings.get(0);
        return first.xid() <= xmin ? first.epochMillis() : 0;
    }
}

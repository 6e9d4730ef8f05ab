package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import java.util.ArrayList;
import java.util.List;

/**
 * Times at which xids had not been handed out yet. An event is published after its transaction got its xid: so what a
 * transaction of an xid published is not older than a time at which that xid had not been handed out. A time at which the xid
 * was still running says nothing of the kind. Not thread-safe.
 */
final class XidTimes {

    /** Beyond, every other reading is let go: the time is then somewhat earlier than it could be. */
    static final int MOST = 64;

    /** At that time no xid from this one on had been handed out. */
    private record Reading(long epochMillis, long xid) {}

    private final List<Reading> readings = new ArrayList<>();

    /** {@code mark} is such a reading itself. */
    XidTimes(Horizon mark) {
        readings.add(new Reading(mark.epochMillis(), mark.xmin()));
    }

    /** At that time no xid from {@code xid} on had been handed out; both grow. */
    void add(long epochMillis, long xid) {
        if (readings.size() == MOST) {
            for (int i = MOST - 2; i > 0; i -= 2) {
                readings.remove(i);
            }
        }
        readings.add(new Reading(epochMillis, xid));
    }

    /** The latest known time at which no xid from {@code xmin} on had been handed out; 0 if none is known. It never sinks. */
    long before(long xmin) {
        while (readings.size() > 1 && readings.get(1).xid() <= xmin) {
            readings.remove(0);
        }
        Reading first = readings.get(0);
        return first.xid() <= xmin ? first.epochMillis() : 0;
    }
}

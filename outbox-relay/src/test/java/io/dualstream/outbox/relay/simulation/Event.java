package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.UUID;

/** A row, and the truth about it. */
public final class Event {

    /** What became of the row's transaction. */
    public enum Fate {
        OPEN,
        COMMITTED,
        ROLLED_BACK,
        /** Committed, and then the server went back behind it: it may be seen, it need not. */
        FORGOTTEN
    }

    private static final String[] AGGREGATES = {"a", "b", "c"};

    public final int number;
    public final long xid;
    public final int key;
    public final long createdMillis;
    public final EventRecord record;
    public Fate fate = Fate.OPEN;
    /** Place of its transaction among all commits. */
    public int commit;

    Event(int number, long xid, long seq, int key, long createdMillis) {
        this.number = number;
        this.xid = xid;
        this.key = key;
        this.createdMillis = createdMillis;
        this.record = new EventRecord(
                seq, new UUID(0x7000, number), "t", AGGREGATES[key], "e", null, null, null, Map.of(), null, "");
    }

    /** Number of the event behind a record. */
    public static int number(EventRecord record) {
        return (int) record.id().getLeastSignificantBits();
    }

    @Override
    public String toString() {
        return "event " + number + " (xid " + xid + ", seq " + record.seq() + ", key " + key + ", " + fate + ")";
    }
}

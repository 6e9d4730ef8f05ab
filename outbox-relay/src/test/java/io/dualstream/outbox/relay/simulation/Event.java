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

    private static final String[] TYPES = {"t", "u"};
    private static final String[] AGGREGATES = {"a", "b", "c"};
    private static final byte[] SMALL = {0};
    private static final byte[] LARGE = {1};
    /** Keys there can be: each an aggregate of one of two types. */
    public static final int KEYS = TYPES.length * AGGREGATES.length;

    public final int number;
    public final long xid;
    public final int key;
    public final long createdMillis;
    public final EventRecord record;
    public Fate fate = Fate.OPEN;
    /** Place of its transaction among all commits. */
    public int commit;
    /** Xid of the change that made the publication what it was at the insert. */
    long publication;
    /** Was inserted while the publication did not have the table: no stream brings it. */
    boolean unseen;
    /** Ends every stream that comes there. */
    boolean complainedOf;

    Event(int number, long xid, long seq, int key, long createdMillis, UUID id, boolean large) {
        this.number = number;
        this.xid = xid;
        this.key = key;
        this.createdMillis = createdMillis;
        this.record = new EventRecord(
                seq,
                id,
                TYPES[key % TYPES.length],
                AGGREGATES[key / TYPES.length],
                "e",
                null,
                null,
                null,
                Map.of(),
                large ? LARGE : SMALL,
                Integer.toString(number));
    }

    /** An id that no other event has. */
    static UUID ownId(int number) {
        return new UUID(0x7000, number);
    }

    /** Number of the event behind a record, whatever an operator made of it. */
    public static int number(EventRecord record) {
        return Integer.parseInt(record.createdAt());
    }

    /** Whether a topic with a low limit refuses it. */
    static boolean isLarge(EventRecord record) {
        byte[] data = record.data();
        return data != null && data[0] == LARGE[0];
    }

    /** The same event after an operator made it small. */
    static EventRecord small(EventRecord record) {
        return new EventRecord(
                record.seq(),
                record.id(),
                record.aggregateType(),
                record.aggregateId(),
                record.eventType(),
                record.key(),
                record.dataSchema(),
                record.contentType(),
                record.headers(),
                SMALL,
                record.createdAt(),
                record.topic());
    }

    @Override
    public String toString() {
        return "event " + number + " (xid " + xid + ", seq " + record.seq() + ", key " + key + ", " + fate + ")";
    }
}

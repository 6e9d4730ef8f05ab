package io.dualstream.outbox.relay.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event topic, of one partition: transactions in its log commit, abort or stay open, whoever's they are. */
final class ModelTopic {

    enum Status {
        OPEN,
        COMMITTED,
        ABORTED
    }

    /** Somebody's, perhaps in several topics. */
    static final class Transaction {
        /** What was written without one. */
        static final Transaction NONE = committed();

        Status status = Status.OPEN;
        boolean commitOnItsWay;

        private static Transaction committed() {
            Transaction none = new Transaction();
            none.status = Status.COMMITTED;
            return none;
        }
    }

    /** A record; {@code event} is null where somebody else wrote it. */
    record Entry(Transaction transaction, @Nullable Event event, long millis) {}

    final String type;
    /** Large events are refused. */
    boolean limited;
    /** Takes nothing for now, and takes it again later. */
    boolean stalled;
    /** Takes nothing, until somebody repairs it. */
    boolean broken;

    private final List<Entry> log = new ArrayList<>();
    private @Nullable Transaction foreign;

    ModelTopic(String type) {
        this.type = type;
    }

    void append(Transaction transaction, @Nullable Event event, long millis) {
        log.add(new Entry(transaction, event, millis));
    }

    List<Entry> log() {
        return log;
    }

    /** Another producer writes, and leaves it open; or ends what it has open. */
    void foreignWrites(long millis, boolean commits) {
        Transaction open = foreign;
        if (open == null) {
            foreign = new Transaction();
            append(foreign, null, millis);
        } else {
            open.status = commits ? Status.COMMITTED : Status.ABORTED;
            foreign = null;
        }
    }

    /** Waits until nobody else has anything open. */
    void awaitForeign() {
        if (foreign != null) {
            foreignWrites(0, true);
        }
    }

    /** The first offset that a {@code read_committed} consumer does not get to. */
    int lastStableOffset() {
        int offset = 0;
        while (offset < log.size() && log.get(offset).transaction().status != Status.OPEN) {
            offset++;
        }
        return offset;
    }

    /** The first offset of a record from then or later. */
    int offsetOf(long millis) {
        int offset = 0;
        while (offset < log.size() && log.get(offset).millis() < millis) {
            offset++;
        }
        return offset;
    }
}

package io.dualstream.outbox.relay.internal.cursor;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A live path reduced to its memory of what it pushed. The first is ours; the others are what one would try before. */
abstract class LiveReader {

    /** Returns the rows to push now. */
    abstract List<LiveRow> poll(ModelDatabase database, int limit);

    void relayCrashed() {}

    void databaseCrashed() {}

    /** Nothing is left that could still be waited for. */
    boolean isAtRest() {
        return true;
    }

    static final class Cursor extends LiveReader {
        private LiveCursor cursor = LiveCursor.START;
        private String stored = cursor.toText();
        private final boolean forgetsToCap;

        Cursor() {
            this(false);
        }

        private Cursor(boolean forgetsToCap) {
            this.forgetsToCap = forgetsToCap;
        }

        /** Trusts a snapshot across a crash of the database. */
        static Cursor uncapped() {
            return new Cursor(true);
        }

        @Override
        List<LiveRow> poll(ModelDatabase database, int limit) {
            Poll poll = database.poll(cursor, limit);
            cursor = cursor.after(poll);
            if (!poll.isEmpty()) {
                stored = cursor.toText();
            }
            return poll.rows();
        }

        @Override
        void relayCrashed() {
            cursor = LiveCursor.parse(stored);
        }

        @Override
        void databaseCrashed() {
            if (!forgetsToCap) {
                cursor = cursor.durable();
            }
        }

        @Override
        boolean isAtRest() {
            return cursor.page() == null
                    && cursor.gaps() == 0
                    && LiveCursor.parse(cursor.toText()).equals(cursor.durable());
        }
    }

    /** {@code where seq > last}. */
    static final class GreaterThanLast extends LiveReader {
        private long last;

        @Override
        List<LiveRow> poll(ModelDatabase database, int limit) {
            List<LiveRow> rows = database.committed.stream()
                    .filter(row -> row.event().seq() > last)
                    .toList();
            rows.forEach(row -> last = Math.max(last, row.event().seq()));
            return rows;
        }
    }

    /**
     * The highest seq and the gaps below it, where a gap is given up once a snapshot's xmin has reached a mark. The tempting
     * mark is the xmax of the snapshot that first showed the gap; the right one is the next xid to be handed out.
     */
    static final class SeqGaps extends LiveReader {
        private final boolean markIsXmax;
        private long high;
        private final TreeSet<Long> gaps = new TreeSet<>();
        private final Map<Long, Long> marks = new HashMap<>();

        SeqGaps(boolean markIsXmax) {
            this.markIsXmax = markIsXmax;
        }

        @Override
        List<LiveRow> poll(ModelDatabase database, int limit) {
            Snapshot now = database.snapshot();
            long xmin =
                    Long.parseLong(now.toString().substring(0, now.toString().indexOf(':')));
            List<LiveRow> rows = database.committed.stream()
                    .filter(row -> row.event().seq() > high
                            || gaps.contains(row.event().seq()))
                    .sorted(Comparator.comparingLong(row -> row.event().seq()))
                    .toList();
            for (LiveRow row : rows) {
                for (long seq = high + 1; seq < row.event().seq(); seq++) {
                    gaps.add(seq);
                    marks.put(seq, markIsXmax ? now.xmax() : database.nextXid());
                }
                high = Math.max(high, row.event().seq());
                gaps.remove(row.event().seq());
            }
            gaps.removeIf(seq -> marks.getOrDefault(seq, 0L) <= xmin);
            return rows;
        }
    }
}

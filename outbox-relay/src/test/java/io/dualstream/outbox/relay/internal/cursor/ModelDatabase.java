package io.dualstream.outbox.relay.internal.cursor;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/**
 * PostgreSQL as far as the live cursor can tell: xids and seqs are handed out as transactions ask for them, transactions
 * end in any order, a snapshot's xmax is one past the latest that <em>ended</em>, and a crash forgets every xid and seq that
 * no flushed WAL mentions, so that they are handed out again.
 */
final class ModelDatabase {

    final List<LiveRow> committed = new ArrayList<>();

    private final Random random;
    private final TreeMap<Long, Transaction> open = new TreeMap<>();
    private final Map<String, Transaction> locks = new HashMap<>();
    private long nextXid = 3;
    private long latestEnded = 2;
    private long nextSeq = 1;
    private long flushedXid = 2;
    private long flushedSeq;

    ModelDatabase(Random random) {
        this.random = random;
    }

    /** A writer. It holds the lock of every aggregate it touched until it ends, as a careful service does. */
    final class Transaction {
        private long xid;
        private final List<LiveRow> rows = new ArrayList<>();

        /** Takes an xid without inserting, as any other write does. */
        void assignXid() {
            if (xid == 0) {
                xid = nextXid++;
                open.put(xid, this);
            }
        }

        /** False when another transaction holds the aggregate. */
        boolean insert(String aggregate) {
            if (locks.getOrDefault(aggregate, this) != this) {
                return false;
            }
            locks.put(aggregate, this);
            assignXid();
            rows.add(row(xid, nextSeq++, aggregate));
            return true;
        }

        /** A sequence value is taken and no row comes of it. */
        void burnSeq() {
            assignXid();
            nextSeq++;
        }

        void commit() {
            committed.addAll(rows);
            if (!rows.isEmpty()) {
                flushedXid = Math.max(flushedXid, xid);
                flushedSeq =
                        Math.max(flushedSeq, rows.get(rows.size() - 1).event().seq());
            }
            end();
        }

        void rollBack() {
            end();
        }

        private void end() {
            locks.values().removeIf(holder -> holder == this);
            if (xid != 0) {
                open.remove(xid);
                latestEnded = Math.max(latestEnded, xid);
            }
        }
    }

    Snapshot snapshot() {
        return Snapshot.of(
                latestEnded + 1,
                open.keySet().stream().mapToLong(Long::longValue).toArray());
    }

    /** The next xid to be handed out: what a correct proof about gaps in seq would have to remember. */
    long nextXid() {
        return nextXid;
    }

    /** What the table's poll statement returns. */
    Poll poll(LiveCursor cursor, int limit) {
        Snapshot now = snapshot();
        LiveCursor.Page page = cursor.page();
        List<LiveRow> rows = committed.stream()
                .filter(row -> !cursor.isPushed(row.xid(), row.event().seq()))
                .filter(row ->
                        page == null ? now.sees(row.xid()) : page.target().sees(row.xid()))
                .sorted(Comparator.comparingLong(row -> row.event().seq()))
                .limit(limit + 1L)
                .toList();
        boolean complete = rows.size() <= limit;
        return new Poll(now, complete ? rows : rows.subList(0, limit), complete);
    }

    void crash() {
        open.clear();
        locks.clear();
        nextXid = flushedXid + 1;
        latestEnded = flushedXid;
        nextSeq = flushedSeq + 1 + random.nextInt(32);
    }

    static LiveRow row(long xid, long seq, String aggregate) {
        return new LiveRow(
                xid,
                new EventRecord(
                        seq,
                        new UUID(0x7000, seq),
                        "order",
                        aggregate,
                        "Changed",
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        "2026-01-01T00:00:00Z"));
    }
}

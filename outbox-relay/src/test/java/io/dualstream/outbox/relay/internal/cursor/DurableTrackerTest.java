package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a server that streams committed transactions from a slot and a relay that dies at any moment. The
 * model of the server is PostgreSQL's: whole transactions in commit order, from the first whose commit record begins at or
 * after the slot's position.
 */
class DurableTrackerTest {

    private static final Timeline TIMELINE = new Timeline(7, 1);
    private static final int HISTORIES = 20_000;

    private record Transaction(long xid, int events, long commitStart, long commitEnd) {}

    private record Streamed(long xid, int event, long lastCommitLsn) {}

    private enum Suppression {
        ON,
        OFF
    }

    @Test
    void publishesEachEventOnceAndInOrderWhateverDies() {
        for (int i = 0; i < HISTORIES; i++) {
            long seed = 20_261_122L * 1_000_003 + i;
            Random random = new Random(seed);
            List<Transaction> wal = wal(random);
            assertThat(relay(wal, random, Suppression.ON))
                    .describedAs("seed %d, WAL %s", seed, wal)
                    .isEqualTo(everyEvent(wal));
        }
    }

    @Test
    void withoutItEventsRepeat() {
        int repeated = 0;
        for (int i = 0; i < 1_000; i++) {
            Random random = new Random(i);
            List<Transaction> wal = wal(random);
            if (relay(wal, random, Suppression.OFF).size() > everyEvent(wal).size()) {
                repeated++;
            }
        }
        assertThat(repeated).isGreaterThan(500);
    }

    private static List<Transaction> wal(Random random) {
        List<Transaction> wal = new ArrayList<>();
        long lsn = 1_000;
        // consecutive transactions never share an xid; far apart they may, after a wraparound
        long xid = random.nextInt(3) == 0 ? 0xFFFF_FFFDL : 100;
        int transactions = 1 + random.nextInt(20);
        for (int i = 0; i < transactions; i++) {
            xid = xid + 1 + random.nextInt(3) & 0xFFFF_FFFFL;
            if (xid < 3) {
                xid = 3;
            }
            // a heartbeat has no events; a COPY has many at few LSNs
            int events = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 4);
            long commitStart = lsn + random.nextInt(50);
            lsn = commitStart + 8;
            wal.add(new Transaction(xid, events, commitStart, lsn));
        }
        return wal;
    }

    private static List<String> everyEvent(List<Transaction> wal) {
        List<String> all = new ArrayList<>();
        for (Transaction transaction : wal) {
            for (int event = 0; event < transaction.events(); event++) {
                all.add(transaction.xid() + "/" + event);
            }
        }
        return all;
    }

    /** What Kafka holds in the end, after any number of lives of the relay. */
    private static List<String> relay(List<Transaction> wal, Random random, Suppression suppression) {
        List<String> kafka = new ArrayList<>();
        DurableCursor stored = DurableCursor.start(TIMELINE);
        long slot = 0;
        for (int life = 0; ; life++) {
            boolean last = life == 8;
            // advanced to the cursor, or just so far that the last finished transaction comes once more
            slot = Math.max(slot, stored.commitLsn() - (random.nextBoolean() ? 8 : 0));
            DurableTracker tracker =
                    new DurableTracker(suppression == Suppression.ON ? DurableCursor.decode(stored.encode()) : stored);
            List<Streamed> stream = stream(wal, slot);
            int end = last ? stream.size() : random.nextInt(stream.size() + 1);
            int next = 0;
            while (next < end) {
                int batchEnd = Math.min(end, next + 1 + random.nextInt(12));
                List<String> fresh = new ArrayList<>();
                for (Streamed record : stream.subList(next, batchEnd)) {
                    if (record.event() >= 0 && isNew(record, tracker, suppression)) {
                        fresh.add(record.xid() + "/" + record.event());
                    }
                }
                boolean diesBeforeCommit = !last && random.nextInt(6) == 0;
                if (diesBeforeCommit) {
                    break;
                }
                kafka.addAll(fresh);
                stored = tracker.cursor();
                boolean diesBeforeConfirm = !last && random.nextInt(6) == 0;
                if (diesBeforeConfirm) {
                    break;
                }
                slot = Math.max(slot, stream.get(batchEnd - 1).lastCommitLsn());
                next = batchEnd;
            }
            if (last) {
                return kafka;
            }
        }
    }

    private static boolean isNew(Streamed record, DurableTracker tracker, Suppression suppression) {
        boolean fresh = tracker.isNew(record.xid(), record.lastCommitLsn());
        return fresh || suppression == Suppression.OFF;
    }

    private static List<Streamed> stream(List<Transaction> wal, long slot) {
        List<Streamed> stream = new ArrayList<>();
        long lastCommitLsn = 0;
        for (Transaction transaction : wal) {
            if (transaction.commitStart() < slot) {
                continue;
            }
            for (int event = 0; event < transaction.events(); event++) {
                stream.add(new Streamed(transaction.xid(), event, lastCommitLsn));
            }
            if (transaction.events() == 0) {
                stream.add(new Streamed(transaction.xid(), -1, lastCommitLsn));
            }
            lastCommitLsn = transaction.commitEnd();
        }
        return stream;
    }
}

package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.letters.StateAfter;
import io.dualstream.outbox.relay.internal.kafka.Published;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * One engine run's way from the WAL to Kafka: what Kafka has is left out, the rest is published in portions, each with
 * the cursor that belongs to it. Once anything throws it is over: what Kafka holds only Kafka can tell.
 */
public final class BatchPublisher implements StateAfter {

    private final DeadLetteringPublisher publisher;
    private final DurableTracker tracker;
    private final HorizonTracker horizon;
    private final String cursorKey;
    private final int portionRows;

    private final List<EventRecord> portion = new ArrayList<>();
    /** The records that the portion's events are among, and the tracker as it stood before the first of them. */
    private List<WalRecord> records = List.of();

    private DurableTracker before;

    /** What became of one batch: events that Kafka has now, that are dead letters instead, that Kafka had before. */
    public record Batch(int published, int setAside, int suppressed) {}

    /** Goes on from {@code tracker}'s cursor, with at most {@code portionRows} events in one transaction. */
    public BatchPublisher(
            DeadLetteringPublisher publisher,
            DurableTracker tracker,
            HorizonTracker horizon,
            String cursorKey,
            int portionRows) {
        this.publisher = publisher;
        this.tracker = tracker;
        this.before = tracker.copy();
        this.horizon = horizon;
        this.cursorKey = cursorKey;
        this.portionRows = portionRows;
    }

    /** Returns once Kafka holds every event of the batch. */
    public Batch handle(List<WalRecord> batch) throws InterruptedException {
        int published = 0;
        int setAside = 0;
        int suppressed = 0;
        boolean marked = horizon.handOver(tracker);
        begin(batch, 0);
        for (int i = 0; i < batch.size(); i++) {
            WalRecord record = batch.get(i);
            EventRecord event = record.event();
            if (event == null) {
                continue;
            }
            if (!tracker.isNew(record.xid(), record.lastCommitLsn())) {
                suppressed++;
                continue;
            }
            portion.add(event);
            if (portion.size() == portionRows) {
                Published done = publisher.publish(portion, this);
                published += done.events();
                setAside += done.setAside();
                marked = false;
                begin(batch, i + 1);
            }
        }
        long last = batch.get(batch.size() - 1).lastCommitLsn();
        if (!portion.isEmpty() || marked) {
            tracker.finished(last);
            Published done = publisher.publish(portion, this);
            published += done.events();
            setAside += done.setAside();
        }
        horizon.published(last);
        return new Batch(published, setAside, suppressed);
    }

    private void begin(List<WalRecord> batch, int from) {
        portion.clear();
        records = batch.subList(from, batch.size());
        before = tracker.copy();
    }

    @Override
    public StateRecord[] after(int events) {
        DurableCursor at = events == portion.size() ? tracker.cursor() : cursorAfter(events);
        return new StateRecord[] {new StateRecord(cursorKey, at.encode())};
    }

    private DurableCursor cursorAfter(int events) {
        DurableTracker again = before.copy();
        int left = events;
        for (WalRecord record : records) {
            if (left == 0) {
                break;
            }
            if (record.event() != null && again.isNew(record.xid(), record.lastCommitLsn())) {
                left--;
            }
        }
        return again.cursor();
    }

    /** The cursor that belongs with all events taken so far. */
    public DurableCursor cursor() {
        return tracker.cursor();
    }
}

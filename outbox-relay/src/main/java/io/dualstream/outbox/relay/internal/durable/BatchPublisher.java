package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.letters.StateAfter;
import io.dualstream.outbox.relay.internal.kafka.Published;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.record.EventSize;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes the batches of one engine run to Kafka. It leaves out events that Kafka has already, and publishes the rest in
 * portions, each together with its cursor. Once a call has thrown, this object must not be used again: only Kafka can tell how
 * much it holds.
 */
public final class BatchPublisher implements StateAfter {

    private final DeadLetteringPublisher publisher;
    private final DurableTracker tracker;
    private final HorizonTracker horizon;
    private final String cursorKey;
    private final int portionRows;

    private final List<EventRecord> portion = new ArrayList<>();
    private long bytes;
    /** The records that contain the portion's events, and the state of the tracker before the first of these records. */
    private List<WalRecord> records = List.of();

    private DurableTracker before;

    /** The outcome of one batch: how many events Kafka has now, how many are dead letters instead, and how many Kafka had before. */
    public record Batch(int published, int setAside, int suppressed) {}

    /** Continues from the cursor of {@code tracker}, with at most {@code portionRows} events in one transaction. */
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

    /** Returns once every event of the batch is in Kafka or is a dead letter. */
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
            bytes += EventSize.of(event);
            if (portion.size() == portionRows || bytes >= publisher.maxBytes()) {
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
        bytes = 0;
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

    /** The cursor after all events that were handled so far. */
    public DurableCursor cursor() {
        return tracker.cursor();
    }
}

package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * One engine run's way from the WAL to Kafka: what Kafka has is left out, the rest is published in portions, each with
 * the cursor that belongs to it. Once anything throws it is over: what Kafka holds only Kafka can tell.
 */
public final class BatchPublisher {

    private final EventPublisher publisher;
    private final DurableTracker tracker;
    private final HorizonTracker horizon;
    private final String cursorKey;
    private final int portionRows;

    /** What became of one batch. */
    public record Batch(int published, int suppressed) {}

    /** Goes on from {@code tracker}'s cursor, with at most {@code portionRows} events in one transaction. */
    public BatchPublisher(
            EventPublisher publisher,
            DurableTracker tracker,
            HorizonTracker horizon,
            String cursorKey,
            int portionRows) {
        this.publisher = publisher;
        this.tracker = tracker;
        this.horizon = horizon;
        this.cursorKey = cursorKey;
        this.portionRows = portionRows;
    }

    /** Returns once Kafka holds every event of the batch. */
    public Batch handle(List<WalRecord> batch) throws InterruptedException {
        List<EventRecord> fresh = new ArrayList<>(batch.size());
        int published = 0;
        int suppressed = 0;
        boolean marked = false;
        for (WalRecord record : batch) {
            marked |= horizon.passed(record.lastCommitLsn(), tracker);
            EventRecord event = record.event();
            if (event == null) {
                continue;
            }
            if (!tracker.isNew(record.xid(), record.lastCommitLsn())) {
                suppressed++;
                continue;
            }
            fresh.add(event);
            if (fresh.size() == portionRows) {
                publish(fresh);
                published += fresh.size();
                fresh.clear();
                marked = false;
            }
        }
        if (!fresh.isEmpty() || marked) {
            tracker.finished(batch.get(batch.size() - 1).lastCommitLsn());
            publish(fresh);
            published += fresh.size();
        }
        return new Batch(published, suppressed);
    }

    private void publish(List<EventRecord> events) throws InterruptedException {
        publisher.publish(events, new StateRecord(cursorKey, tracker.cursor().encode()));
    }

    /** The cursor that belongs with all events taken so far. */
    public DurableCursor cursor() {
        return tracker.cursor();
    }
}

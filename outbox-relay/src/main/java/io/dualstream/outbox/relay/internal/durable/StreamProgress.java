package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether one stream makes progress. The engine writes a heartbeat into the WAL at a fixed interval, so the slot must
 * bring an event or the end of a transaction within that interval. A batch without an event and at an unchanged position is no
 * progress. Time that the stream spends waiting for a batch to be handled does not count as silence. The engine's thread writes
 * this object, any thread reads it.
 */
final class StreamProgress {

    private final long limit;
    private final TimeSource time;
    private long position;
    private boolean moves;
    private volatile boolean busy;
    private volatile long quietSince;
    private volatile @Nullable Instant movedAt;

    /** Starts to measure now. A stream without progress for longer than {@code limit} is stale. */
    StreamProgress(Duration limit, TimeSource time) {
        this.limit = limit.toNanos();
        this.time = time;
        this.quietSince = time.nanos();
    }

    /** The stream has delivered a batch, and waits until the batch is handled. */
    void began(List<WalRecord> batch) {
        busy = true;
        long last = batch.isEmpty() ? position : batch.get(batch.size() - 1).lastCommitLsn();
        moves = last != position || batch.stream().anyMatch(record -> record.event() != null);
        position = last;
        if (moves) {
            movedAt = Instant.ofEpochMilli(time.epochMillis());
        }
    }

    /** The batch is handled. */
    void ended() {
        if (moves) {
            quietSince = time.nanos();
        }
        busy = false;
    }

    boolean isStale() {
        return !busy && time.nanos() - quietSince > limit;
    }

    /** When the stream last made progress; null if it never did. */
    @Nullable
    Instant movedAt() {
        return movedAt;
    }
}

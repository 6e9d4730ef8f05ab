package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one stream moves. The engine writes a heartbeat into the WAL every so often, so something must come back through the
 * slot, whatever else happens: an event, or word that a transaction ended. What the engine says without having heard
 * anything does not count, nor does the time in which the stream waits for us. Told by the engine's thread, asked by others.
 */
final class StreamProgress {

    private final long limit;
    private final TimeSource time;
    private long position;
    private boolean moves;
    private volatile boolean busy;
    private volatile long quietSince;
    private volatile @Nullable Instant movedAt;

    /** Begins now; a stream that says nothing for longer than {@code limit} does not move. */
    StreamProgress(Duration limit, TimeSource time) {
        this.limit = limit.toNanos();
        this.time = time;
        this.quietSince = time.nanos();
    }

    /** The stream brought this, and waits until it is handled. */
    void began(List<WalRecord> batch) {
        busy = true;
        long last = batch.isEmpty() ? position : batch.get(batch.size() - 1).lastCommitLsn();
        moves = last != position || batch.stream().anyMatch(record -> record.event() != null);
        position = last;
        if (moves) {
            movedAt = Instant.ofEpochMilli(time.epochMillis());
        }
    }

    /** It is handled. */
    void ended() {
        if (moves) {
            quietSince = time.nanos();
        }
        busy = false;
    }

    boolean isStale() {
        return !busy && time.nanos() - quietSince > limit;
    }

    /** When it moved last; null if it never did. */
    @Nullable
    Instant movedAt() {
        return movedAt;
    }
}

package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.cursor.LiveCursor;
import io.dualstream.outbox.relay.cursor.LiveRow;
import io.dualstream.outbox.relay.cursor.Poll;
import io.dualstream.outbox.relay.record.EventRecord;
import io.dualstream.outbox.relay.redis.LiveRedis;
import io.dualstream.outbox.relay.redis.LiveRedisException;
import io.dualstream.outbox.relay.redis.Push;
import io.dualstream.outbox.relay.redis.StoredCursor;
import io.dualstream.outbox.relay.redis.StreamPosition;
import io.dualstream.outbox.relay.table.LiveTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live path from one connect to the next failure. It begins from the cursor in Redis. Once anything throws it is
 * over, and whether the last batch arrived only Redis can tell.
 */
final class LiveSession {

    /** An idle path writes its cursor this often: thus it learns of a Redis that is gone, emptied or claimed by another. */
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Where the path stands: {@code cursor} may be ahead of what is stored, by polls that found nothing. */
    record Progress(LiveCursor cursor, StoredCursor stored) {}

    private final LiveTable table;
    private final LiveRedis redis;
    private final long leaseEpoch;
    private final RelayListener listener;
    private Progress progress;
    private long pushedAt;

    private LiveSession(LiveTable table, LiveRedis redis, long leaseEpoch, RelayListener listener, Progress progress) {
        this.table = table;
        this.redis = redis;
        this.leaseEpoch = leaseEpoch;
        this.listener = listener;
        this.progress = progress;
    }

    /** Claims the cursor; what cannot be continued begins a new epoch of the streams, and subscribers see that. */
    static LiveSession resume(
            LiveTable table, LiveRedis redis, long leaseEpoch, RelayListener listener, Duration maxCatchUp)
            throws SQLException {
        StoredCursor stored = redis.claim(leaseEpoch);
        String database = table.identity();
        List<String> broken = new ArrayList<>();
        LiveCursor cursor = cursor(stored, database, broken);
        LiveCursor skipping = table.skipOlderThan(maxCatchUp, cursor);
        if (skipping != null) {
            cursor = skipping;
            broken.add("events older than " + maxCatchUp + " are left out");
        }
        StreamPosition position = stored == null ? new StreamPosition(0, 0) : stored.position();
        StoredCursor known = new StoredCursor(position, database, cursor.toText());
        LiveSession session = new LiveSession(table, redis, leaseEpoch, listener, new Progress(cursor, known));
        if (!broken.isEmpty()) {
            session.beginEpoch(stored == null ? null : position, position.epoch(), String.join(", and ", broken));
        }
        return session;
    }

    private static LiveCursor cursor(@Nullable StoredCursor stored, String database, List<String> broken) {
        if (stored == null) {
            broken.add("Redis holds no cursor");
            return LiveCursor.START;
        }
        if (!stored.database().equals(database)) {
            broken.add("the database is " + database + " instead of " + stored.database());
            return LiveCursor.START;
        }
        try {
            return LiveCursor.parse(stored.cursor());
        } catch (IllegalArgumentException e) {
            broken.add("the cursor cannot be read: " + e.getMessage());
            return LiveCursor.START;
        }
    }

    Progress progress() {
        return progress;
    }

    /** Reads once and pushes what it found; returns how many events that were. */
    int step(int limitRows) throws SQLException {
        LiveCursor cursor = progress.cursor();
        Poll poll = table.poll(cursor, limitRows);
        LiveCursor next = cursor.after(poll);
        if (poll.isEmpty() && System.nanoTime() - pushedAt < CHECK_NANOS) {
            progress = new Progress(next, progress.stored());
        } else {
            push(poll.rows().stream().map(LiveRow::event).toList(), next);
        }
        return poll.rows().size();
    }

    private void push(List<EventRecord> events, LiveCursor next) {
        try {
            write(events, next);
        } catch (LiveRedisException.Ahead e) {
            beginEpoch(progress.stored().position(), e.epoch(), e.getMessage());
            write(events, next);
        }
    }

    private void write(List<EventRecord> events, LiveCursor next) {
        StoredCursor before = progress.stored();
        StoredCursor after = before.next(events.size(), next);
        long began = System.nanoTime();
        redis.push(new Push(before.position(), after, events), leaseEpoch);
        pushedAt = System.nanoTime();
        progress = new Progress(next, after);
        if (!events.isEmpty()) {
            listener.pushed(events.size(), after.bytes(), Duration.ofNanos(pushedAt - began));
        }
    }

    /** Writes the cursor under an epoch later than {@code past}; Redis must hold the position {@code expected}. */
    private void beginEpoch(@Nullable StreamPosition expected, long past, @Nullable String why) {
        StoredCursor known = progress.stored();
        StreamPosition beginning = new StreamPosition(Math.max(System.currentTimeMillis(), past + 1), 0);
        StoredCursor first =
                new StoredCursor(beginning, known.database(), progress.cursor().toText());
        redis.push(new Push(expected, first, List.of()), leaseEpoch);
        progress = new Progress(progress.cursor(), first);
        listener.epochChanged(beginning.epoch(), String.valueOf(why));
    }
}

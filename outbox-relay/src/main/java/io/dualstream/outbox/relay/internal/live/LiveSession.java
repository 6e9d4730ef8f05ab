package io.dualstream.outbox.relay.internal.live;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.LiveRow;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.redis.LiveRedisException;
import io.dualstream.outbox.relay.internal.redis.LiveSink;
import io.dualstream.outbox.relay.internal.redis.Push;
import io.dualstream.outbox.relay.internal.redis.StoredCursor;
import io.dualstream.outbox.relay.internal.redis.StreamPosition;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.table.LiveSource;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.relay.status.RelayListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of the live path, from a connect to the next failure. A session begins from the cursor in Redis. An exception
 * ends the session, and only Redis can then tell whether it has the last batch.
 */
public final class LiveSession {

    private static final Logger log = LoggerFactory.getLogger(LiveSession.class);

    /** How often an idle path writes its cursor. The write detects a Redis that is down, emptied or claimed by another relay. */
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    /** The progress of the path. {@code cursor} may be ahead of the stored cursor, by polls that found no rows. */
    public record Progress(LiveCursor cursor, StoredCursor stored) {}

    private final LiveSource table;
    private final LiveSink redis;
    private final RelayListener listener;
    private final TimeSource time;
    private Progress progress;
    private long pushedAt;

    /** Continues from {@code start}, in a new epoch of the streams if necessary. */
    public LiveSession(LiveSource table, LiveSink redis, RelayListener listener, TimeSource time, LiveStart start) {
        this.table = table;
        this.redis = redis;
        this.listener = listener;
        this.time = time;
        StreamPosition position = start.stored() == null ? new StreamPosition(0, 0) : start.stored();
        String text = start.cursor().toText();
        this.progress = new Progress(start.cursor(), new StoredCursor(position, start.database(), text));
        if (!start.breaks().isEmpty()) {
            beginEpoch(start.stored(), position.epoch(), String.join(", and ", start.breaks()));
        }
    }

    public Progress progress() {
        return progress;
    }

    /** Polls once and pushes the events found; returns how many there were. */
    public int step(int limitRows) throws SQLException {
        LiveCursor cursor = progress.cursor();
        Poll poll = table.poll(cursor, limitRows);
        LiveCursor next = cursor.after(poll);
        if (poll.isEmpty() && time.nanos() - pushedAt < CHECK_NANOS) {
            progress = new Progress(next, progress.stored());
        } else {
            List<EventRecord> events = poll.rows().stream().map(LiveRow::event).toList();
            push(events.stream().filter(event -> event.unreadable() == null).toList(), next);
            events.stream().filter(event -> event.unreadable() != null).forEach(LiveSession::warn);
        }
        return poll.rows().size();
    }

    /** After the push, because until then each attempt reads the row again. */
    private static void warn(EventRecord event) {
        log.warn(
                "The live path leaves out the row with seq {}, id {}, type {}/{}, which cannot be read: {}",
                event.seq(),
                event.id(),
                event.aggregateType(),
                event.eventType(),
                event.unreadable());
    }

    private void push(List<EventRecord> events, LiveCursor next) {
        try {
            write(events, next);
        } catch (LiveRedisException.Ahead e) {
            beginEpoch(progress.stored().position(), e.epoch(), String.valueOf(e.getMessage()));
            write(events, next);
        }
    }

    private void write(List<EventRecord> events, LiveCursor next) {
        StoredCursor before = progress.stored();
        StoredCursor after = before.next(events.size(), next);
        long began = time.nanos();
        Failpoint.BEFORE_PUSH.reached();
        redis.push(new Push(before.position(), after, events));
        Failpoint.AFTER_PUSH.reached();
        pushedAt = time.nanos();
        progress = new Progress(next, after);
        if (!events.isEmpty()) {
            listener.pushed(events.size(), after.bytes(), Duration.ofNanos(pushedAt - began));
        }
    }

    /** Writes the cursor with an epoch later than {@code past}. Redis must hold the position {@code expected}. */
    private void beginEpoch(@Nullable StreamPosition expected, long past, String why) {
        StoredCursor known = progress.stored();
        StreamPosition beginning = new StreamPosition(Math.max(time.epochMillis(), past + 1), 0);
        StoredCursor first =
                new StoredCursor(beginning, known.database(), progress.cursor().toText());
        redis.push(new Push(expected, first, List.of()));
        progress = new Progress(progress.cursor(), first);
        listener.epochChanged(beginning.epoch(), why);
    }
}

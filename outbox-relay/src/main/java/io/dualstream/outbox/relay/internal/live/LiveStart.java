package io.dualstream.outbox.relay.internal.live;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.redis.Claim;
import io.dualstream.outbox.relay.internal.redis.LiveSink;
import io.dualstream.outbox.relay.internal.redis.StoredCursor;
import io.dualstream.outbox.relay.internal.redis.StreamPosition;
import io.dualstream.outbox.relay.internal.table.LiveSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start of the live path after a connect. Every reason why the streams cannot continue at their position requires a new
 * epoch, because nobody can tell subscribers which events they missed or will see again.
 *
 * @param stored position of the streams in Redis; null if Redis holds none
 * @param cursor to poll with
 * @param breaks reasons why the streams cannot continue in their epoch; empty if they can
 */
public record LiveStart(@Nullable StreamPosition stored, String database, LiveCursor cursor, List<String> breaks) {

    /**
     * Claims the cursor and finds the start. {@code reached} is the position that this relay itself has reached before; null if
     * there is none.
     */
    public static LiveStart find(
            LiveSource table, LiveSink redis, long leaseEpoch, @Nullable StreamPosition reached, Duration maxCatchUp)
            throws SQLException {
        String database = table.identity();
        StoredCursor stored = redis.claim(new Claim(leaseEpoch, database));
        List<String> breaks = new ArrayList<>();
        LiveCursor cursor = stored == null ? null : continued(stored, database, table, breaks);
        if (cursor == null) {
            cursor = LiveCursor.START;
        }
        if (stored == null) {
            breaks.add("Redis holds no cursor");
        } else if (reached != null && stored.position().compareTo(reached) < 0) {
            breaks.add("Redis went back from position " + reached + " to " + stored.position());
        }
        LiveCursor skipping = table.skipOlderThan(maxCatchUp, cursor);
        if (skipping != null) {
            breaks.add("events older than " + maxCatchUp + " are left out");
        }
        return new LiveStart(
                stored == null ? null : stored.position(), database, skipping == null ? cursor : skipping, breaks);
    }

    private static @Nullable LiveCursor continued(
            StoredCursor stored, String database, LiveSource table, List<String> breaks) throws SQLException {
        if (!stored.database().equals(database)) {
            breaks.add("the database is " + database + " instead of " + stored.database());
            return null;
        }
        try {
            LiveCursor cursor = LiveCursor.parse(stored.cursor());
            if (table.holdsWitness(cursor)) {
                return cursor;
            }
            // The commit of the event was lost in a crash (synchronous_commit=off), or retention dropped the event. If
            // in doubt, events are repeated.
            breaks.add("the event " + cursor.witness() + ", pushed last, is no longer in the table");
        } catch (IllegalArgumentException e) {
            breaks.add("the cursor cannot be read: " + e.getMessage());
        }
        return null;
    }
}

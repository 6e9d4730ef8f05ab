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
 * Where the live path begins after a connect. Nobody can tell subscribers which events they missed or will see again, so
 * whatever keeps the streams from going on where they were is a reason for a new epoch.
 *
 * @param stored position of the streams in Redis; null when it holds none
 * @param cursor to poll with
 * @param breaks why the streams cannot go on in their epoch; empty when they can
 */
public record LiveStart(@Nullable StreamPosition stored, String database, LiveCursor cursor, List<String> breaks) {

    /** Finds it, and claims the cursor; {@code reached} is how far this relay itself has come before, null when nowhere. */
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
            // Its commit was lost in a crash (synchronous_commit=off), or retention dropped it: when in doubt, repeat.
            breaks.add("the event " + cursor.witness() + ", pushed last, is no longer in the table");
        } catch (IllegalArgumentException e) {
            breaks.add("the cursor cannot be read: " + e.getMessage());
        }
        return null;
    }
}

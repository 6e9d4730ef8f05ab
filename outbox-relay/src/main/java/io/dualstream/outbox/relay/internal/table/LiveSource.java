package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outbox table, as the live path queries it. After an {@link SQLException}, a new object is needed. */
public interface LiveSource {

    /** Identifies the table. The identity changes if the server is restored or failed over. */
    String identity() throws SQLException;

    /** Whether the table still has the latest row that {@code cursor} counts as pushed. */
    boolean holdsWitness(LiveCursor cursor) throws SQLException;

    /**
     * A cursor that skips events older than {@code age}, by the server's clock; null if {@code cursor} already covers all of
     * these events, or if no event is that old.
     */
    @Nullable
    LiveCursor skipOlderThan(Duration age, LiveCursor cursor) throws SQLException;

    /**
     * The rows that {@code cursor} does not cover and that are visible now; while the cursor is inside a page, the rows that
     * were visible when the page began. Returns at most {@code limitRows} rows, and about a megabyte.
     */
    Poll poll(LiveCursor cursor, int limitRows) throws SQLException;
}

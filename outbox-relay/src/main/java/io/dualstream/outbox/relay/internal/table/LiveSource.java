package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outbox table as the live path asks for it. After an {@link SQLException} another one is needed. */
public interface LiveSource {

    /** Tells one table from any other, and a restored or failed over server from what it was before. */
    String identity() throws SQLException;

    /** Whether the table still has the latest row that {@code cursor} knows. */
    boolean holdsWitness(LiveCursor cursor) throws SQLException;

    /**
     * A cursor that leaves out what is older than {@code age}, by the server's clock; null when {@code cursor} has all of
     * that already, or nothing is that old.
     */
    @Nullable
    LiveCursor skipOlderThan(Duration age, LiveCursor cursor) throws SQLException;

    /**
     * The rows that {@code cursor} has not and that are visible now, or, while the cursor is inside a page, were when the page
     * began: at most {@code limitRows}, and about a megabyte.
     */
    Poll poll(LiveCursor cursor, int limitRows) throws SQLException;
}

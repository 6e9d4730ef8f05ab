package io.dualstream.outbox.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Whether the engine streams from the server on which its start was made. If that crashed in between, its slot may be
 * back behind the cursor, and the stream would repeat more than the cursor can tell; but a connection that is older than
 * the start ended with it. Used by one thread.
 */
final class SameServer {

    private final Connection olderThanTheStart;
    private boolean known;

    SameServer(Connection olderThanTheStart) {
        this.olderThanTheStart = olderThanTheStart;
    }

    /** Call it with the first batch in hand: then the engine is connected, and a later crash ends the stream. */
    void verify() {
        if (known) {
            return;
        }
        try (Statement query = olderThanTheStart.createStatement()) {
            query.execute("select 1");
            known = true;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL went away while the stream began", e);
        }
    }
}

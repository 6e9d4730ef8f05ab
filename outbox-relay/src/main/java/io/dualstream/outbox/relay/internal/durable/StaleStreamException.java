package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.OutboxException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stream is stalled: heartbeats are written to the WAL, but do not come back through the slot. */
final class StaleStreamException extends OutboxException {

    private static final long serialVersionUID = 1L;

    StaleStreamException(String slot, Duration limit, @Nullable Instant movedAt) {
        super("The stream from slot '" + slot + "' is stalled: for " + limit.toMillis()
                + " ms it brought neither an event nor a heartbeat; "
                + (movedAt == null ? "none came before" : "the last came at " + movedAt));
    }
}

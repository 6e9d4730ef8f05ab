package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.OutboxException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Heartbeats go into the WAL and do not come back through the slot. */
final class StaleStreamException extends OutboxException {

    private static final long serialVersionUID = 1L;

    StaleStreamException(String slot, Duration limit, @Nullable Instant movedAt) {
        super("The stream from slot '" + slot + "' does not move: for " + limit.toMillis()
                + " ms neither an event nor a heartbeat came, "
                + (movedAt == null ? "and none before" : "the last at " + movedAt));
    }
}

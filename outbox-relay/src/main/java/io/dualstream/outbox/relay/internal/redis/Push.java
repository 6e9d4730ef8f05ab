package io.dualstream.outbox.relay.internal.redis;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one script call: the events, and the cursor before and after them.
 *
 * @param expected the position that Redis must hold; null if Redis must hold none
 */
public record Push(@Nullable StreamPosition expected, StoredCursor after, List<EventRecord> events) {

    /** The position of the first event. */
    StreamPosition first() {
        return after.position().plus(1L - events.size());
    }
}

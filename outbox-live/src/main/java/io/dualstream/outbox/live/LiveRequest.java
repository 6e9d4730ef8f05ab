package io.dualstream.outbox.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants.
 *
 * @param selectors an event that any of them selects is sent, once
 * @param lastEventId the last position the client has, as it was sent; null to begin now
 */
public record LiveRequest(
        List<LiveSelector> selectors, @Nullable String lastEventId) {

    /** At least one selector. */
    public LiveRequest {
        selectors = List.copyOf(selectors);
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("a live subscription needs at least one aggregate or type");
        }
    }

    /** Begins now. */
    public static LiveRequest of(LiveSelector... selectors) {
        return new LiveRequest(List.of(selectors), null);
    }

    boolean wants(LiveMessage.Event event) {
        for (LiveSelector selector : selectors) {
            if (selector.matches(event.aggregateType(), event.aggregateId())) {
                return true;
            }
        }
        return false;
    }
}

package io.dualstream.outbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as the table takes it.
 *
 * @param headers as JSON; null when there are none
 */
record EventRow(
        UUID id,
        OutboxEvent event,
        @Nullable String headers,
        @Nullable Payload payload) {

    @Nullable
    String json() {
        return payload instanceof Payload.Json json ? json.text() : null;
    }

    byte @Nullable [] binary() {
        return payload instanceof Payload.Binary binary ? binary.bytes() : null;
    }

    /** Roughly, and of the part that can be large. */
    int size() {
        if (payload instanceof Payload.Json json) {
            return json.text().length();
        }
        return payload instanceof Payload.Binary binary ? binary.bytes().length : 0;
    }
}

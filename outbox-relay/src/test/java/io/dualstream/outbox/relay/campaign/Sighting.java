package io.dualstream.outbox.relay.campaign;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event as a consumer sees it; {@code payload} is null where the stream does not carry it. */
record Sighting(UUID id, String aggregateId, @Nullable String payload) {}

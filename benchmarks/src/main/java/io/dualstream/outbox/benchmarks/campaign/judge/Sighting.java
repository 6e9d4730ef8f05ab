package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event as a consumer sees it.
 *
 * @param payload null where the stream does not carry it
 * @param place where in the stream, for people
 */
public record Sighting(
        UUID id, String aggregateId, @Nullable String payload, String place) {}

package io.dualstream.outbox.benchmarks.campaign.evidence;

import java.util.UUID;

/**
 * One event as a consumer sees it.
 *
 * @param id that of {@link #NOBODY} if it says none
 * @param stream the topic, the stream's key or the channel
 * @param attributes all else that it says of itself, as {@link Attributes} writes it
 * @param createdMicros its time, in microseconds since 1970; a time that is not in the form that was promised is an attribute
 * @param payload as {@link Payload} sums it up
 */
public record Sighting(UUID id, String stream, Place place, String attributes, long createdMicros, long payload) {

    public static final UUID NOBODY = new UUID(0, 0);

    @Override
    public String toString() {
        return id + " in " + stream + " at " + place + ": " + attributes + ", " + Payload.describe(payload);
    }
}

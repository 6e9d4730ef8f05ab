package io.dualstream.outbox.testkit.spring;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent as a consumer received it. {@code attributes} contains the CloudEvents attributes under their own names
 * (without the {@code ce_} of Kafka headers; {@code content-type} as {@code datacontenttype}) and the event's own headers.
 * {@code key} is Kafka's key. {@code payload} is null for a tombstone, and in Redis unless {@code live.payload=full}.
 */
public record ArrivedEvent(@Nullable String key, @Nullable String payload, Map<String, String> attributes) {

    /** Returns the id that {@code Outbox.publish} returned. */
    public UUID id() {
        return UUID.fromString(attribute("id"));
    }

    public String eventType() {
        return attribute("type");
    }

    public String aggregateId() {
        return attribute("subject");
    }

    @Override
    public String toString() {
        return eventType() + " of " + aggregateId() + (payload == null ? "" : " " + payload);
    }

    private String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }
}

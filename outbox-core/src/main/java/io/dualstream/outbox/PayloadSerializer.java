package io.dualstream.outbox;

/**
 * Converts the payload object of an event into the form that the table stores. The outbox does not call the serializer for
 * text, which is stored as JSON, or for bytes, which are stored as binary. Implementations must be safe for use by many
 * threads. An implementation with another JSON mapper: {@code payload -> Payload.json(mapper.writeValueAsString(payload))}.
 */
@FunctionalInterface
public interface PayloadSerializer {

    /** Serializes the payload. The method may throw any unchecked exception; the event is then not recorded. */
    Payload serialize(Object payload);
}

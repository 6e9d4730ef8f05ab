package io.dualstream.outbox;

/**
 * Turns the payload object of an event into what the table stores. Text and bytes never come here: text is taken as JSON, bytes
 * as binary. Must be safe for use by many threads. With a mapper of yours: {@code payload -> Payload.json(mapper.writeValueAsString(payload))}.
 */
@FunctionalInterface
public interface PayloadSerializer {

    /** May throw any unchecked exception: the event is then not recorded. */
    Payload serialize(Object payload);
}

package io.dualstream.outbox.inbox;

import java.lang.reflect.Type;

/**
 * Turns the bytes of a payload into an object. Text and bytes never come here: they are taken as they are. Must be safe for use by
 * many threads.
 */
@FunctionalInterface
public interface PayloadReader {

    /** May throw any unchecked exception: the event is then unreadable. {@code event} has data. */
    Object read(Envelope event, Type type);

    /** JSON, by Jackson 3 (which must be on the class path) with the modules found there. */
    static PayloadReader jackson() {
        return new JacksonPayloadReader();
    }
}

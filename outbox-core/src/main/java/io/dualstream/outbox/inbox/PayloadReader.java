package io.dualstream.outbox.inbox;

import java.lang.reflect.Type;

/**
 * Converts the bytes of a payload into an object. The inbox does not call the reader for text and bytes, which are passed on
 * unchanged. Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface PayloadReader {

    /**
     * Reads the payload of an event that has data. The method may throw any unchecked exception; the event is then
     * unreadable.
     */
    Object read(Envelope event, Type type);

    /**
     * Returns a reader of JSON. The reader uses Jackson 3, which must be on the class path, with the modules found on the
     * class path.
     */
    static PayloadReader jackson() {
        return new JacksonPayloadReader();
    }
}

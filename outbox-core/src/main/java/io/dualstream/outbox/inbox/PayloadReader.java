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
}

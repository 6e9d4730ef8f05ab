package io.dualstream.outbox.inbox;

/**
 * Told what becomes of events that an {@link Inbox} handles, once their transaction has ended, on the thread that gave them. Be quick
 * and do not throw. What is claimed in a transaction of yours it does not hear of.
 */
public interface InboxListener {

    /** Once for each event of each call, and for each replay: handled again, or dead again. */
    default void ended(String consumer, Envelope event, Outcome outcome) {}

    /** An attempt failed and is rolled back; the event is to be given again. */
    default void failed(String consumer, Envelope event, Throwable cause) {}
}

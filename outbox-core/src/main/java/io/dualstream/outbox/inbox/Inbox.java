package io.dualstream.outbox.inbox;

import io.dualstream.outbox.NoTransactionException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Handles each event once per consumer, however often it is delivered: what the handler changes in the inbox's database commits
 * together with the note that it did. A consumer is a name for one thing that is done with events, such as {@code billing}; at most
 * 200 bytes. Safe for use by many threads.
 */
public interface Inbox {

    /**
     * Claims an event in the transaction of the calling thread, which is yours to commit: true means handle it now, false that this
     * consumer is done with it. Waits while another transaction is at it. Failures are your business.
     *
     * @throws NoTransactionException when there is none that the inbox could take part in; nothing was written
     */
    default boolean claim(String consumer, String eventId) {
        return !claimAll(consumer, List.of(eventId)).isEmpty();
    }

    /** As {@link #claim}, in one round trip: returns those to handle now. */
    Set<String> claimAll(String consumer, Collection<String> eventIds);

    /**
     * Handles an event in a transaction that this call begins and ends: call it in none. A handler that throws is rolled back, and
     * the attempt is counted in a transaction of its own.
     *
     * @throws HandlingException when the handler failed: give the event again; the attempt after the last is {@link Outcome#GIVEN_UP}
     * @throws RuntimeException whatever else goes wrong, such as a database that cannot be reached; counts as no attempt: give it again
     */
    Outcome handle(String consumer, Envelope event, EventHandler handler);

    /**
     * Handles events in one transaction: the handler gets those that are new, in their order, or is not called if there are none. If
     * it fails, it is called for each event alone in a transaction of its own, up to the first that fails; so one bad event costs the
     * others nothing but time. Returns what became of each.
     *
     * @throws HandlingException naming the event that failed; those before it are done, those behind it were not touched
     */
    List<Outcome> handleAll(String consumer, List<Envelope> events, EventsHandler handler);

    /** Gives an event up at once, as if every attempt had failed: for what can never be handled. */
    Outcome giveUp(String consumer, Envelope event, Throwable reason);

    /**
     * Handles one event whose replay was asked for, in a transaction that this call begins and ends; false when there is none. A
     * handler that throws is rolled back; the event is dead again, with the new reason.
     */
    boolean replayNext(String consumer, EventHandler handler);

    /** Deletes what is older than the retention, at most 10,000 rows in a transaction of its own; returns how many it were. */
    long forget();

    /** What consumers failed at. */
    InboxFailures failures();
}

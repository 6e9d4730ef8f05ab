package io.dualstream.outbox.inbox;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
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
    Outcome handle(String consumer, Envelope event, Handler handler);

    /**
     * Handles events in one transaction: the handler gets those that are new, in their order, or is not called if there are none. If
     * it fails, it is called for each event alone in a transaction of its own, up to the first that fails; so one bad event costs the
     * others nothing but time. Returns what became of each.
     *
     * @throws HandlingException naming the event that failed; those before it are done, those behind it were not touched
     */
    List<Outcome> handleAll(String consumer, List<Envelope> events, BatchHandler handler);

    /** Gives an event up at once, as if every attempt had failed: for what can never be handled. */
    Outcome giveUp(String consumer, Envelope event, Throwable reason);

    /**
     * Handles one event whose replay was asked for, in a transaction that this call begins and ends; false when there is none. A
     * handler that throws is rolled back; the event is dead again, with the new reason.
     */
    boolean replayNext(String consumer, Handler handler);

    /** Deletes what is older than the retention, at most 10,000 rows in a transaction of its own; returns how many it were. */
    long forget();

    /** What consumers failed at. */
    InboxFailures failures();

    /** What a consumer does with an event, within the transaction that the inbox began. Whatever it throws rolls everything back. */
    @FunctionalInterface
    interface Handler {

        void handle(Envelope event) throws Exception;
    }

    /**
     * What a consumer does with some events at once, within the transaction that the inbox began. Whatever it throws rolls everything
     * back, and it is then called for each event alone.
     */
    @FunctionalInterface
    interface BatchHandler {

        void handle(List<Envelope> events) throws Exception;
    }

    /** What became of an event that was given to the inbox. */
    enum Outcome {
        /** The handler ran, and what it did is committed together with the note that it did. */
        HANDLED,
        /** This consumer is done with the event already; the handler did not run. */
        DUPLICATE,
        /** It failed once too often and is kept as a dead failure; the handler's changes are rolled back. */
        GIVEN_UP,
        /** Another transaction is at it and may yet roll back: only with {@link WhenBusy#SKIP}. Give it again later. */
        BUSY;

        /** Whether it need not be given again: acknowledge it. */
        public boolean isDone() {
            return this != BUSY;
        }
    }

    /**
     * A handler failed: its changes are rolled back, the attempt is counted, and the event is to be given to the inbox again. The cause
     * is what the handler threw.
     */
    class HandlingException extends OutboxException {

        private static final long serialVersionUID = 1;

        private final String inboxId;

        HandlingException(String message, String inboxId, Throwable cause) {
            super(message, cause);
            this.inboxId = inboxId;
        }

        /** Which of the events failed: its {@link Envelope#inboxId()}. */
        public String inboxId() {
            return inboxId;
        }
    }
}

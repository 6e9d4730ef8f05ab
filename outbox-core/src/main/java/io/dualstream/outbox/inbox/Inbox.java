package io.dualstream.outbox.inbox;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.inbox.InboxOptions.WhenBusy;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Handles each event once per consumer, however often the event is delivered. The changes that a handler makes in the
 * inbox's database commit together with the inbox's record of the event. A consumer is a name for one reaction to events,
 * such as {@code billing}, of at most 200 bytes. Safe for use by many threads.
 */
public interface Inbox {

    /**
     * Claims an event in the transaction of the calling thread, which the caller commits. True means that the caller must
     * handle the event now; false means that this consumer is already done with the event. The call waits while another
     * transaction handles the event. The caller deals with failures.
     *
     * @throws NoTransactionException if there is no transaction that the inbox could take part in; nothing was written
     */
    default boolean claim(String consumer, String eventId) {
        return !claimAll(consumer, List.of(eventId)).isEmpty();
    }

    /**
     * Claims several events, as {@link #claim} does, in one round trip. Returns the ids of the events that the caller must
     * handle now.
     */
    Set<String> claimAll(String consumer, Collection<String> eventIds);

    /**
     * Handles an event in a transaction that this call begins and ends. The caller must not have a transaction. If the
     * handler throws, the transaction is rolled back, and the attempt is counted in a transaction of its own.
     *
     * @throws HandlingException if the handler failed: the caller must pass the event to the inbox again; the last attempt
     *     that fails returns {@link Outcome#GIVEN_UP} instead
     * @throws RuntimeException on any other failure, such as a database that cannot be reached: no attempt is counted, and
     *     the caller must pass the event to the inbox again
     */
    Outcome handle(String consumer, Envelope event, Handler handler);

    /**
     * Handles events in one transaction. The handler gets the new events in their order; if there are none, the handler is
     * not called. If the handler fails, it is called for each event alone, in a transaction of its own, up to the first
     * event that fails. One bad event therefore costs the other events only time. Returns the outcome of each event.
     *
     * @throws HandlingException naming the event that failed; the events before it are handled, the events behind it were
     *     not touched
     */
    List<Outcome> handleAll(String consumer, List<Envelope> events, BatchHandler handler);

    /** Gives up an event at once, as if every attempt had failed, because the event can never be handled. */
    Outcome giveUp(String consumer, Envelope event, Throwable reason);

    /**
     * Handles one event for which a replay was requested, in a transaction that this call begins and ends. Returns false if
     * there is no such event. If the handler throws, the transaction is rolled back; the event is dead again, with the new
     * reason.
     */
    boolean replayNext(String consumer, Handler handler);

    /**
     * Deletes records that are older than the retention, at most 10,000 rows, in a transaction of its own. Returns the
     * number of rows.
     */
    long forget();

    /** Returns the events that consumers failed to handle. */
    InboxFailures failures();

    /**
     * The reaction of a consumer to an event, within the transaction that the inbox began. Any exception rolls everything
     * back.
     */
    @FunctionalInterface
    interface Handler {

        void handle(Envelope event) throws Exception;
    }

    /**
     * The reaction of a consumer to several events, within the transaction that the inbox began. Any exception rolls
     * everything back; the handler is then called for each event alone.
     */
    @FunctionalInterface
    interface BatchHandler {

        void handle(List<Envelope> events) throws Exception;
    }

    /** The outcome of an event that was passed to the inbox. */
    enum Outcome {
        /** The handler ran, and its changes are committed together with the inbox's record of the event. */
        HANDLED,
        /** This consumer is already done with the event; the handler did not run. */
        DUPLICATE,
        /**
         * The last allowed attempt failed. The inbox keeps the event as a dead failure; the handler's changes are rolled
         * back.
         */
        GIVEN_UP,
        /**
         * Another transaction is handling the event and may still roll back. Only with {@link WhenBusy#SKIP}. The caller
         * must pass the event to the inbox again later.
         */
        BUSY;

        /** Returns whether the event need not be passed to the inbox again: the caller may acknowledge the event. */
        public boolean isDone() {
            return this != BUSY;
        }
    }

    /**
     * Thrown if a handler failed. The handler's changes are rolled back and the attempt is counted; the caller must pass the
     * event to the inbox again. The cause is the exception of the handler.
     */
    class HandlingException extends OutboxException {

        private static final long serialVersionUID = 1;

        private final String inboxId;

        HandlingException(String message, String inboxId, Throwable cause) {
            super(message, cause);
            this.inboxId = inboxId;
        }

        /** Returns the {@link Envelope#inboxId()} of the event that failed. */
        public String inboxId() {
            return inboxId;
        }
    }
}

package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists the events that consumers failed to handle, for operators. The consumer that failed replays an event within seconds
 * of a request, in whichever process the consumer runs. Thread-safe.
 */
public interface InboxFailures {

    /**
     * Returns failures with numbers above {@code after}, at most {@code limit}, of one consumer or, if null, of all
     * consumers.
     */
    List<Failure> list(@Nullable String consumer, long after, int limit);

    /** Returns the number of open failures of each consumer that has any. */
    List<Open> open();

    Optional<Failure> find(long number);

    /** Requests another attempt at a dead event. Throws an {@link OutboxException} if no dead event has that number. */
    void replay(long number);

    /**
     * Requests another attempt at all dead events of one consumer or, if null, of all consumers. Returns the number of
     * events.
     */
    long replayAll(@Nullable String consumer);

    /** Discards an event for good. Throws an {@link OutboxException} if the event is already handled. */
    void discard(long number);

    /**
     * An event that a consumer failed to handle.
     *
     * @param number identifies the failure
     * @param event the event as it arrived
     * @param reason the message of the last attempt
     * @param errorClass the class of the handler's exception
     * @param replayRequested whether an operator requested another attempt that has not been made yet
     */
    record Failure(
            long number,
            String consumer,
            Envelope event,
            State state,
            String reason,
            @Nullable String errorClass,
            int attempts,
            Instant firstAt,
            Instant lastAt,
            boolean replayRequested,
            @Nullable Instant resolvedAt) {

        /** The state of a failure. */
        public enum State {
            /** The event is delivered again without a request. */
            FAILING,
            /** The event is given up until an operator replays or discards the event. */
            DEAD,
            /** A later attempt succeeded. */
            HANDLED,
            /** The consumer will never handle the event. */
            DISCARDED
        }
    }

    /**
     * The number of events that a consumer has neither handled nor discarded.
     *
     * @param failing events that are delivered again without a request
     * @param dead events that are given up until an operator replays or discards them
     */
    record Open(String consumer, long failing, long dead) {}
}

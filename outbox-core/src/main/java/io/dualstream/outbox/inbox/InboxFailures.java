package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What consumers failed at, for whoever looks after it. A replay is made within seconds by the consumer that failed, wherever it
 * runs. Thread-safe.
 */
public interface InboxFailures {

    /** Those numbered higher than {@code after}, {@code limit} at most, of one consumer or, if null, of all. */
    List<Failure> list(@Nullable String consumer, long after, int limit);

    /** How many there are of each consumer that has any. */
    List<Open> open();

    Optional<Failure> find(long number);

    /** Asks for another attempt at a dead event; {@link OutboxException} when there is none of that number. */
    void replay(long number);

    /** Asks for another attempt at all dead events of one consumer or, if null, of all; returns how many. */
    long replayAll(@Nullable String consumer);

    /** Gives an event up for good; {@link OutboxException} when it is handled already. */
    void discard(long number);

    /**
     * An event that a consumer failed at.
     *
     * @param number names it
     * @param event as it arrived
     * @param reason what the last attempt said
     * @param errorClass of what the handler threw
     * @param replayRequested whether somebody asked for another attempt that has not been made yet
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

        /** What became of it. */
        public enum State {
            /** It comes again by itself. */
            FAILING,
            /** Given up, until somebody replays or discards it. */
            DEAD,
            /** A later attempt succeeded. */
            HANDLED,
            /** Its consumer never handles it. */
            DISCARDED
        }
    }

    /**
     * How many events a consumer is not done with.
     *
     * @param failing those that come again by themselves
     * @param dead those given up, until somebody replays or discards them
     */
    record Open(String consumer, long failing, long dead) {}
}

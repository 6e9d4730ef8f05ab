package io.dualstream.outbox.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that a consumer failed at.
 *
 * @param number names it
 * @param event as it arrived
 * @param reason what the last attempt said
 * @param errorClass of what the handler threw
 * @param replayRequested whether somebody asked for another attempt that has not been made yet
 */
public record Failure(
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

package io.dualstream.outbox.live;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message to a client: an event, a reset or a heartbeat, in the order in which they happened. */
public sealed interface LiveMessage {

    /**
     * An event of the client's subscription. Each position occurs once.
     *
     * @param id the event's id, the same as in Kafka
     * @param json the CloudEvent as stored in Redis, without a payload unless the relay includes the payload
     */
    record Event(Position position, String aggregateType, String aggregateId, String eventType, String id, String json)
            implements LiveMessage {}

    /**
     * Tells the client to load the state from its source of truth now, and then to apply the events that follow. Events up
     * to this position may be missing. A client that does not resume gets a reset as its first message, so loading and
     * reloading are the same.
     *
     * @param position the position from which the following events continue; null if Redis has not been reached yet: another
     *     reset will follow
     */
    record Reset(@Nullable Position position, Reason reason) implements LiveMessage {

        /** The reason why events may be missing. */
        public enum Reason {
            /** The client gave no position from which to resume. */
            START,
            /** The client gave a position that is not valid. */
            UNKNOWN,
            /** The live path has begun a new epoch since the position. */
            EPOCH,
            /** The events after the position are no longer kept. */
            HISTORY,
            /** Redis went back to a state that is older than the position. */
            RESTORED;

            /** Returns the reason in lower case, as sent to clients. */
            public String code() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * Tells the client that no event was sent for a while. A client that keeps the position can resume after the position,
     * even if few events match its subscription.
     *
     * @param position the position up to which the client has received everything; null if Redis has not been reached yet
     */
    record Heartbeat(@Nullable Position position) implements LiveMessage {}

    /**
     * A position in the live streams of one relay, all of them together, {@code epoch-n}: the {@code Last-Event-ID} of SSE.
     *
     * @param epoch milliseconds since 1970 at which the epoch began; between two epochs events may be missing
     * @param n number of the event, counted from 1 in each epoch over all events of the relay; 0 is the beginning of the
     *     epoch
     */
    record Position(long epoch, long n) implements Comparable<Position> {

        private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

        /** Parses {@code epoch-n}; returns null for any other text. */
        public static @Nullable Position parse(String text) {
            Matcher parts = TEXT.matcher(text);
            return parts.matches()
                    ? new Position(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
                    : null;
        }

        @Override
        public int compareTo(Position other) {
            int byEpoch = Long.compare(epoch, other.epoch);
            return byEpoch == 0 ? Long.compare(n, other.n) : byEpoch;
        }

        @Override
        public String toString() {
            return epoch + "-" + n;
        }
    }
}

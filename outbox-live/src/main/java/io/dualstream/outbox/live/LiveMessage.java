package io.dualstream.outbox.live;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client is told, in the order in which it happened: an event, a reset or a heartbeat. */
public sealed interface LiveMessage {

    /**
     * An event of the client's subscription; comes once for each position.
     *
     * @param id the event's id, the same as in Kafka
     * @param json the CloudEvent as it stands in Redis, without a payload unless the relay sends it along
     */
    record Event(Position position, String aggregateType, String aggregateId, String eventType, String id, String json)
            implements LiveMessage {}

    /**
     * Load the state from its source of truth now, then go on with the events that follow: those up to here may be missing.
     * It also comes first of all to a client that resumes nothing, so that loading and reloading are one thing.
     *
     * @param position from which the events that follow go on; null while Redis was not reached yet: another reset comes then
     */
    record Reset(@Nullable Position position, Reason reason) implements LiveMessage {

        /** Why events may be missing. */
        public enum Reason {
            /** The client did not say where to resume. */
            START,
            /** What the client gave as its position is none. */
            UNKNOWN,
            /** The live path began a new epoch since. */
            EPOCH,
            /** The events after the position are no longer kept. */
            HISTORY,
            /** Redis went back to an older state, before the position. */
            RESTORED;

            /** In lower case, as on the wire. */
            public String code() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * Nothing happened for a while. A client that keeps the position resumes after it, however little of what happens
     * concerns it.
     *
     * @param position up to which the client has everything; null while Redis was not reached yet
     */
    record Heartbeat(@Nullable Position position) implements LiveMessage {}

    /**
     * How far somebody has come in all live streams of one relay, {@code epoch-n}: the {@code Last-Event-ID} of SSE.
     *
     * @param epoch milliseconds since 1970, when the epoch began; between two epochs events may be missing
     * @param n counts the relay's events from 1 in each epoch; 0 is its beginning
     */
    record Position(long epoch, long n) implements Comparable<Position> {

        private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

        /** Reads {@code epoch-n}; null for anything else. */
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

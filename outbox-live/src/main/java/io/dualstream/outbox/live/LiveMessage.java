package io.dualstream.outbox.live;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client is told, in the order in which it happened: one of these three. */
public sealed interface LiveMessage {

    /**
     * An event of the client's subscription; comes once for each position.
     *
     * @param id the event's id, the same as in Kafka
     * @param json the CloudEvent as it stands in Redis, without a payload unless the relay sends it along
     */
    record Event(
            LivePosition position, String aggregateType, String aggregateId, String eventType, String id, String json)
            implements LiveMessage {}

    /**
     * Load the state from its source of truth now, then go on with the events that follow: those up to here may be missing.
     * It also comes first of all to a client that resumes nothing, so that loading and reloading are one thing.
     *
     * @param position from which the events that follow go on; null while Redis was not reached yet: another reset comes then
     */
    record Reset(@Nullable LivePosition position, Reason reason) implements LiveMessage {

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
    record Heartbeat(@Nullable LivePosition position) implements LiveMessage {}
}

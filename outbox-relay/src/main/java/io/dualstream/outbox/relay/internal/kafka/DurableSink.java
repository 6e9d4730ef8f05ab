package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Kafka as one publisher finds it: the state as it stood when that publisher became the only one, and the events so far. */
public interface DurableSink {

    EventPublisher publisher();

    /** The state as it stood when the publisher became the only one. */
    Map<String, byte[]> state();

    /** What Kafka left open of a predecessor's transaction, for ever. */
    default Hanging hanging() {
        return Hanging.NOTHING;
    }

    /**
     * Makes an end of it: what was open in event topics is aborted. A publish of state before that has committed what was open in
     * the state topic.
     */
    default void endHanging() throws InterruptedException {}

    /** Ids of all committed events whose Kafka record is from {@code epochMillis} or later. */
    Set<UUID> idsSince(long epochMillis) throws InterruptedException;
}

package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.internal.kafka.StateRecord;

/** The state after the first events of a publication, in case the publication ends before the last event. */
@FunctionalInterface
public interface StateAfter {

    /** For a publication that leaves no state. */
    StateAfter NONE = events -> new StateRecord[0];

    /** The state after the first {@code events} events. */
    StateRecord[] after(int events);
}

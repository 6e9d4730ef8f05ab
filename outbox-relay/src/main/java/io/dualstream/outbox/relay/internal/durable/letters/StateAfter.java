package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.internal.kafka.StateRecord;

/** The state that belongs with the first events of a publication, should it end before the last. */
@FunctionalInterface
public interface StateAfter {

    /** Of a publication that leaves no state. */
    StateAfter NONE = events -> new StateRecord[0];

    /** That of the first {@code events} events. */
    StateRecord[] after(int events);
}

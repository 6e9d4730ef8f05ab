package io.dualstream.outbox.relay.internal.durable.recovery;

import java.util.List;

/** Is told what a start of the durable path does. */
@FunctionalInterface
public interface RecoveryObserver {

    /** For people. */
    void says(String what);

    /** For people who have something to mend. */
    default void warns(String what) {
        says(what);
    }

    /** No slot follows the cursor, for that reason: the table is read instead. */
    default void recovers(String why) {
        says("Recovering from the table: " + why);
    }

    /** The slot follows the cursor again, after so many events of the table were published. */
    default void recovered(long events) {}

    /** These ranges of events are gone for good; none, when it is known that nothing is. */
    default void lacks(List<String> ranges) {}
}

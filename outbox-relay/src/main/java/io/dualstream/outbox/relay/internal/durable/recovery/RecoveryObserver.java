package io.dualstream.outbox.relay.internal.durable.recovery;

import java.util.List;
import java.util.Set;

/** Observes the steps of a start of the durable path. */
@FunctionalInterface
public interface RecoveryObserver {

    /** A message for people. */
    void says(String what);

    /** A message about something that an operator should correct. */
    default void warns(String what) {
        says(what);
    }

    /** No slot follows the cursor, for the reason {@code why}: the relay reads the table instead. */
    default void recovers(String why) {
        says("Recovering from the table: " + why);
    }

    /** A first start, or a recovery that was counted before: the relay reads the table, for the reason {@code why}. */
    default void resumes(String why) {
        says("Recovering from the table: " + why);
    }

    /** The slot cannot be read, for the reason {@code why}, and held back {@code heldBytes} of WAL: the relay drops it and reads the table. */
    default void givesUp(String why, long heldBytes) {
        recovers(why);
    }

    /** The slot follows the cursor again, after {@code events} events of the table were published. */
    default void recovered(long events) {}

    /**
     * Called at each start with the topics that Kafka compacts too early for a recovery, if there are any, and once more, with
     * {@code now}, if a recovery is about to publish into one of them.
     */
    default void compacts(Set<String> topics, boolean now) {}

    /** These ranges of events are lost; the list is empty if no event is lost. */
    default void lacks(List<String> ranges) {}
}

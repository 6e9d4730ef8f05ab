package io.dualstream.outbox.relay.status;

import java.time.Duration;
import java.util.List;

/**
 * The one place where metrics, logs, health and tests learn what a relay does. Called on the relay's own threads, never while one of
 * its locks is held: it may ask the relay for its status. Return quickly: the path waits meanwhile. What a method throws, an Error too,
 * is logged the first time (afterwards at level debug) and changes nothing: neither for the relay nor for other listeners.
 */
public interface RelayListener {

    /** A path went from one state to another; {@code why} is for people. */
    default void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {}

    /** Kafka holds {@code events} more events, committed; {@code suppressed} were skipped as already published. */
    default void published(int events, int suppressed, Duration took) {}

    /**
     * {@code failed} events were refused by Kafka for good and are dead letters now, and {@code parked} ones wait behind
     * such; {@code why} is the first refusal, for people, empty if there is none.
     */
    default void deadLettered(int failed, int parked, String why) {}

    /** A topic takes no writes while others do; from now on its events wait in the dead letters. {@code why} is for people. */
    default void topicStalled(String topic, String why) {}

    /** It takes writes again, and nothing waits for it any more; {@code took} since that was first seen. */
    default void topicRecovered(String topic, Duration took) {}

    /** Redis holds {@code events} more events; {@code cursorBytes} is the size of the live cursor written with them. */
    default void pushed(int events, int cursorBytes, Duration took) {}

    /** A path failed and tries again after {@code delay}; {@code attempt} counts from 1 since it last worked. */
    default void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {}

    /** The durable path recovers from the table, since no slot brings what it needs; {@code why} is for people. Not at a first start. */
    default void recovering(String why) {}

    /** Such a recovery finds that these ranges of events, in words, are gone for good; what follows is a setting. */
    default void unrecoverable(List<String> ranges) {}

    /** The relay dropped its slot, for which the server kept so much WAL: more than it may. */
    default void slotGivenUp(long heldBytes) {}

    /** A partition that was past its time and held nothing more was dropped. */
    default void partitionDropped(String partition) {}

    /** The live stream began a new epoch: subscribers must reload. */
    default void epochChanged(long epoch, String why) {}
}

package io.dualstream.outbox.relay.status;

import java.time.Duration;
import java.util.List;

/**
 * Receives the events in the life of a relay, for metrics, logs, health checks and tests. The relay calls the methods on its
 * own threads, never while one of the relay's locks is held, so a method may ask the relay for its status. Methods must
 * return quickly, because the path waits for them. If a method throws, including an Error, the relay logs the first
 * exception (later ones at level debug); neither the relay nor other listeners are affected.
 */
public interface RelayListener {

    /** Called when the state of a path has changed; {@code why} is a text for people. */
    default void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {}

    /**
     * Called when Kafka holds {@code events} more committed events; {@code suppressed} events were skipped because they were
     * published before.
     */
    default void published(int events, int suppressed, Duration took) {}

    /**
     * Called when Kafka has rejected {@code failed} events for good, which are now dead letters, and {@code parked} events
     * wait behind dead letters; {@code why} is the first rejection, a text for people, and is empty if there is none.
     */
    default void deadLettered(int failed, int parked, String why) {}

    /**
     * Called when a topic takes no writes while other topics do. From now on, the topic's events wait as dead letters.
     * {@code why} is a text for people.
     */
    default void topicStalled(String topic, String why) {}

    /**
     * Called when a stalled topic takes writes again, and no event waits for the topic any more. {@code took} is the time
     * since the relay first found the topic stalled.
     */
    default void topicRecovered(String topic, Duration took) {}

    /**
     * Called when Redis holds {@code events} more events; {@code cursorBytes} is the size of the live cursor written with
     * them.
     */
    default void pushed(int events, int cursorBytes, Duration took) {}

    /**
     * Called when a path has failed and will try again after {@code delay}; {@code attempt} counts from 1 since the path
     * last worked.
     */
    default void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {}

    /**
     * Called when the durable path recovers from the table, because no slot can deliver the missing events; {@code why} is a
     * text for people. Not called for a first start.
     */
    default void recovering(String why) {}

    /**
     * Called when a recovery finds that ranges of events, described in words, are lost for good. A setting decides what
     * happens next.
     */
    default void unrecoverable(List<String> ranges) {}

    /**
     * Called when the relay gives its slot up, because the server kept {@code heldBytes} of WAL for the slot, more than the
     * limit, or because no stream can read that WAL.
     */
    default void slotGivenUp(long heldBytes) {}

    /**
     * Called when a partition was dropped, because the partition was older than the retention and had no events that a sink
     * still needs.
     */
    default void partitionDropped(String partition) {}

    /** Called when the live stream has begun a new epoch: subscribers must reload. */
    default void epochChanged(long epoch, String why) {}
}

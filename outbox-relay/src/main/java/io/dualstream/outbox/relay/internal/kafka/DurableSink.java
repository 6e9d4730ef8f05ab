package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Kafka, as one publisher uses it: the state at the moment when that publisher became the only one, and the events so far. */
public interface DurableSink extends AutoCloseable {

    /** Publishes without regard to dead letters. */
    EventPublisher publisher();

    /** The state at the moment when the publisher became the only one. */
    Map<String, byte[]> state();

    /** The part of a predecessor's transaction that Kafka has left open and will never close by itself. */
    default Hanging hanging() {
        return Hanging.NOTHING;
    }

    /** The topics in which the hanging transaction is open. */
    default Set<String> hangingTopics() {
        return Set.of();
    }

    /** A time before the hanging transaction was reported as complete, in epoch milliseconds of the clock of records. */
    default long hangingSince() {
        return 0;
    }

    /**
     * Ends the hanging transaction: its events in event topics are aborted. A publish of state before this call has committed
     * its state in the state topic.
     */
    default void endHanging() throws InterruptedException {}

    /** Whether the event topics may hold a record that has a time from {@code epochMillis} on. */
    boolean holdsSince(long epochMillis) throws InterruptedException;

    /** How many candidates {@link #publishedSince} is asked about at once. */
    default int maxCandidates() {
        return PublishedEvents.maxCandidates();
    }

    /** Adds all committed events of this relay whose Kafka record has a time from {@code epochMillis} on. */
    void publishedSince(long epochMillis, PublishedEvents published) throws InterruptedException;

    /**
     * The event topics that may lack events which were published and are younger than {@code age}, because Kafka keeps only the last
     * event of each key.
     */
    default Set<String> compactedWithin(Duration age) throws InterruptedException {
        return Set.of();
    }

    /** The aggregate type that {@link #publishedSince} takes the events of a topic for. */
    String typeOf(String topic);

    /** The topic of the event. */
    String topicOf(EventRecord event);

    /**
     * The topics among {@code names} that take no writes, and why. Nothing is known of a topic that had a partition without a
     * leader when this sink was opened, and nothing is sent there: see {@link #sawAll}.
     */
    Map<String, String> troubles(Collection<String> names) throws InterruptedException;

    /** Whether every partition of the topic had a leader when this sink was opened, so that open transactions could be seen. */
    boolean sawAll(String topic);

    @Override
    void close();
}

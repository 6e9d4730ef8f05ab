package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Collection;
import java.util.Map;

/** Kafka as one publisher finds it: the state as it stood when that publisher became the only one, and the events so far. */
public interface DurableSink extends AutoCloseable {

    /** Publishes without regard to dead letters. */
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

    /** All committed events of this relay's whose Kafka record is from {@code epochMillis} or later. */
    PublishedEvents publishedSince(long epochMillis) throws InterruptedException;

    /** Which topic the event goes to. */
    String topicOf(EventRecord event);

    /**
     * Which of these topics take no writes, and why. Of those that had no leader when this was opened nothing is known,
     * and nothing is sent there: {@link #sawAll}.
     */
    Map<String, String> troubles(Collection<String> names) throws InterruptedException;

    /** Whether every partition of the topic was looked into when this was opened. */
    boolean sawAll(String topic);

    @Override
    void close();
}

package io.dualstream.outbox.relay.kafka;

import io.dualstream.outbox.relay.record.EventRecord;
import java.util.List;

/** Publishes events together with the state that describes them. Used by one thread. */
public interface EventPublisher extends AutoCloseable {

    /**
     * Returns once Kafka holds all events, in this order per key, and then the state.
     *
     * @throws FencedException another relay took over
     * @throws KafkaUnavailableException it is not known how much Kafka holds: read the state back
     */
    void publish(List<EventRecord> events, StateRecord... state) throws InterruptedException;

    /** Gives up what is under way. Bounded, idempotent. */
    @Override
    void close();
}

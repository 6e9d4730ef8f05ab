package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Publishes events together with the state that describes them. Used by one thread. */
public interface EventPublisher extends AutoCloseable {

    /**
     * Returns once Kafka holds all events, in this order per key, and then the state.
     *
     * @throws RefusedException Kafka will never take some of the events: publish again without them
     * @throws FencedException another relay took over
     * @throws KafkaUnavailableException it is not known how much Kafka holds: read the state back
     */
    Published publish(List<EventRecord> events, StateRecord... state) throws InterruptedException;

    /** Somebody may have changed topics: what is known of them is asked again. */
    default void forgetTopics() {}

    /** Aborts whatever this publisher's producer has open in these partitions; consumers never see any of it. */
    default void abortIn(List<TopicPartition> partitions) throws InterruptedException {}

    /** Gives up what is under way. Bounded, idempotent. */
    @Override
    void close();
}

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
     * @throws RefusedException if Kafka will never take some of the events: publish again without them
     * @throws FencedException if another relay took over
     * @throws KafkaUnavailableException if it is unknown how much Kafka holds: read the state back
     */
    Published publish(List<EventRecord> events, StateRecord... state) throws InterruptedException;

    /** How many bytes of events one call should publish at most, unless one event has more. Changes with the speed of Kafka. */
    default int maxBytes() {
        return 8 << 20;
    }

    /** Topics may have changed: forgets what is known of them. */
    default void forgetTopics() {}

    /** Aborts all open transactions of this publisher's producer in these partitions. Consumers never see their records. */
    default void abortIn(List<TopicPartition> partitions) throws InterruptedException {}

    /** Abandons the publication under way. Bounded, idempotent. */
    @Override
    void close();
}

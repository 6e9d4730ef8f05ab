package io.dualstream.outbox;

import java.util.List;
import java.util.UUID;

/**
 * Records events in the current transaction. The events reach Kafka and Redis if and only if the transaction commits. Safe
 * for use by many threads; each call acts on the transaction of the calling thread.
 */
public interface Outbox {

    /**
     * Records the event and returns its id. A call costs one INSERT. The relay publishes the event after the commit.
     *
     * @throws NoTransactionException if there is no transaction in which the event could be recorded; nothing was written
     * @throws InvalidEventException if the event breaks a rule; if the database found the error, the transaction can only
     *     roll back
     */
    UUID publish(OutboxEvent event);

    /**
     * Records many events, as {@link #publish} does, in one round trip per thousand events. The ids are in the order of the
     * events.
     */
    List<UUID> publishAll(List<OutboxEvent> events);
}

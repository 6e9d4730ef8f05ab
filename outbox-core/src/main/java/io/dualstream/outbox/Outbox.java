package io.dualstream.outbox;

import java.util.List;
import java.util.UUID;

/**
 * Records events in the current transaction: they reach Kafka and Redis if and only if it commits. Safe for use by many threads;
 * each call acts on the calling thread's transaction.
 */
public interface Outbox {

    /**
     * Records the event and returns its id. Costs one INSERT; what leaves, leaves after the commit.
     *
     * @throws NoTransactionException when there is no transaction to record it in; nothing was written
     * @throws InvalidEventException when the event breaks a rule; if the database found out, the transaction can only roll back
     */
    UUID publish(OutboxEvent event);

    /** As {@link #publish}, for many events in one round trip per thousand; the ids come in the order of the events. */
    List<UUID> publishAll(List<OutboxEvent> events);
}

package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Counts the events of committed transactions in {@code outbox.published}. Events that were rolled back to a savepoint are
 * counted, too.
 */
record CountedOutbox(Outbox outbox, MeterRegistry registry) implements Outbox {

    @Override
    public UUID publish(OutboxEvent event) {
        UUID id = outbox.publish(event);
        countAfterCommit(List.of(event));
        return id;
    }

    @Override
    public List<UUID> publishAll(List<OutboxEvent> events) {
        List<UUID> ids = outbox.publishAll(events);
        countAfterCommit(events);
        return ids;
    }

    private void countAfterCommit(List<OutboxEvent> events) {
        Map<String, Long> counts =
                events.stream().collect(Collectors.groupingBy(OutboxEvent::aggregateType, Collectors.counting()));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                counts.forEach((type, count) -> Counter.builder("outbox.published")
                        .description("Events recorded in transactions that committed")
                        .tag("outbox.aggregate.type", type)
                        .register(registry)
                        .increment(count));
            }
        });
    }
}

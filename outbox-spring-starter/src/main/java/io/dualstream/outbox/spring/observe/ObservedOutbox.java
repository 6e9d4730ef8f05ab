package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Observes each call. The span is in scope while the event is recorded, and so becomes the parent of the consumers' spans. */
final class ObservedOutbox implements Outbox {

    private static final OutboxObservation.Convention BY_DEFAULT = new DefaultOutboxPublishConvention();

    private final Outbox outbox;
    private final ObservationRegistry registry;
    private final OutboxObservation.@Nullable Convention convention;

    ObservedOutbox(Outbox outbox, ObservationRegistry registry, OutboxObservation.@Nullable Convention convention) {
        this.outbox = outbox;
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public UUID publish(OutboxEvent event) {
        return observed(List.of(event), () -> outbox.publish(event));
    }

    @Override
    public List<UUID> publishAll(List<OutboxEvent> events) {
        return events.isEmpty() ? outbox.publishAll(events) : observed(events, () -> outbox.publishAll(events));
    }

    private <T> T observed(List<OutboxEvent> events, Supplier<T> call) {
        Observation observation = OutboxObservation.PUBLISH.observation(
                convention, BY_DEFAULT, () -> new OutboxObservation.Context(events), registry);
        return Objects.requireNonNull(observation.observe(call));
    }
}

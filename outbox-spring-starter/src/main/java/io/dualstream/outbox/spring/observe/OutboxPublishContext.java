package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.OutboxEvent;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;

/** One call of {@code publish} or {@code publishAll}. Its span is a producer's; the events' headers carry its trace. */
public final class OutboxPublishContext extends SenderContext<OutboxPublishContext> {

    private final List<OutboxEvent> events;

    OutboxPublishContext(List<OutboxEvent> events) {
        // Nothing is injected here: the header sources of the outbox take the trace from the span in scope.
        super((carrier, key, value) -> {}, Kind.PRODUCER);
        this.events = List.copyOf(events);
        setCarrier(this);
    }

    public List<OutboxEvent> events() {
        return events;
    }
}

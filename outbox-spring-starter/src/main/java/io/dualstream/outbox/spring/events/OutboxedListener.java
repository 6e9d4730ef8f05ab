package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.NoTransactionException;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;

/**
 * Records events of annotated classes, and {@link OutboxEvent}s, in the outbox: on the publisher's thread, even if the host
 * gave application events an executor. A failure to record an event is thrown to the publisher.
 */
final class OutboxedListener implements GenericApplicationListener {

    /** An early position, so that events that other listeners publish in turn are recorded afterwards. */
    private static final int ORDER = HIGHEST_PRECEDENCE + 1_000;

    private final OutboxChoice outboxes;
    private final ClassValue<Optional<EventMapping>> mappings = new ClassValue<>() {
        @Override
        protected Optional<EventMapping> computeValue(Class<?> type) {
            return Optional.ofNullable(EventMapping.of(type));
        }
    };

    OutboxedListener(OutboxChoice outboxes) {
        this.outboxes = outboxes;
    }

    @Override
    public boolean supportsEventType(ResolvableType eventType) {
        ResolvableType payload = eventType.as(PayloadApplicationEvent.class);
        Class<?> type = payload.equals(ResolvableType.NONE)
                ? eventType.resolve()
                : payload.getGeneric().resolve();
        // The type may be unknown before there is an instance.
        return type == null || type == Object.class || type == OutboxEvent.class || mapping(type) != null;
    }

    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        Object published = event instanceof PayloadApplicationEvent<?> carrier ? carrier.getPayload() : event;
        if (published instanceof OutboxEvent ready) {
            record(outboxes.named(""), ready);
            return;
        }
        EventMapping mapping = mapping(published.getClass());
        if (mapping != null) {
            record(outboxes.named(mapping.said().outbox()), mapping.map(published));
        }
    }

    private static void record(Outbox outbox, OutboxEvent event) {
        try {
            outbox.publish(event);
        } catch (NoTransactionException e) {
            throw (NoTransactionException) new NoTransactionException("The application event " + event
                            + " is meant for the outbox and was not recorded. " + e.getMessage())
                    .initCause(e);
        }
    }

    @Nullable
    EventMapping mapping(Class<?> type) {
        return mappings.get(type).orElse(null);
    }
}

package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.OutboxException;

/** An {@code @Outboxed} that can work for no event of its class. */
final class EventMappingException extends OutboxException {

    private static final long serialVersionUID = 1;

    EventMappingException(Class<?> type, String problem) {
        super("@Outboxed on " + type.getName() + ": " + problem);
    }
}

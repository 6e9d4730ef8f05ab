package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.OutboxException;

/** An {@code @Outboxed} is wrong for every event of its class. */
final class EventMappingException extends OutboxException {

    private static final long serialVersionUID = 1;

    EventMappingException(Class<?> type, String problem) {
        super("@Outboxed on " + type.getName() + ": " + problem);
    }
}

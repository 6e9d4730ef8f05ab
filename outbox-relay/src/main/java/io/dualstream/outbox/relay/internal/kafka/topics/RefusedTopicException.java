package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;

/** A topic takes no events in its present state. */
public final class RefusedTopicException extends OutboxException {

    private static final long serialVersionUID = 1L;

    RefusedTopicException(String message, Throwable cause) {
        super(message, cause);
    }
}

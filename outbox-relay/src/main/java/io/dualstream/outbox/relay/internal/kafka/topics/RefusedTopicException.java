package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;

/** A topic that takes no events, as things are. */
public final class RefusedTopicException extends OutboxException {

    private static final long serialVersionUID = 1L;

    RefusedTopicException(String message, Throwable cause) {
        super(message, cause);
    }
}

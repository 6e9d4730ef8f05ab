package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.OutboxException;

/** A topic takes no writes for now. The topic will recover, and nobody has to decide anything. */
public final class StalledTopicException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public StalledTopicException(String message) {
        super(message);
    }
}

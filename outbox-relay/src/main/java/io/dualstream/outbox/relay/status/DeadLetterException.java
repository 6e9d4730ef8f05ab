package io.dualstream.outbox.relay.status;

import io.dualstream.outbox.OutboxException;

/** What was asked of dead letters could not be done; the message says why, and nothing was changed. */
public final class DeadLetterException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public DeadLetterException(String message, Throwable cause) {
        super(message, cause);
    }
}

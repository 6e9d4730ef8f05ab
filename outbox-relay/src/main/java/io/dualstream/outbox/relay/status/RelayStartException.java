package io.dualstream.outbox.relay.status;

import io.dualstream.outbox.OutboxException;

/**
 * Thrown if a relay could not start because of its settings, or because of the set-up of a server. The message is one
 * sentence for people.
 */
public final class RelayStartException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public RelayStartException(String message) {
        super(message);
    }

    public RelayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}

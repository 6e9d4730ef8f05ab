package io.dualstream.outbox.relay.status;

import io.dualstream.outbox.OutboxException;

/** A relay could not start because of how it, or a server it needs, is set up. The message is one sentence for people. */
public final class RelayStartException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public RelayStartException(String message) {
        super(message);
    }

    public RelayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}

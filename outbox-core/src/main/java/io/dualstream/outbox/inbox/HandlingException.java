package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;

/**
 * A handler failed: its changes are rolled back, the attempt is counted, and the event is to be given to the inbox again. The cause
 * is what the handler threw.
 */
public class HandlingException extends OutboxException {

    private static final long serialVersionUID = 1;

    private final String inboxId;

    HandlingException(String message, String inboxId, Throwable cause) {
        super(message, cause);
        this.inboxId = inboxId;
    }

    /** Which of the events failed: its {@link Envelope#inboxId()}. */
    public String inboxId() {
        return inboxId;
    }
}

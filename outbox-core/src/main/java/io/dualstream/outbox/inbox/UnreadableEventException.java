package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import org.jspecify.annotations.Nullable;

/** What arrived is no CloudEvent, or its payload is not what was asked for; trying again does not help. */
public class UnreadableEventException extends OutboxException {

    private static final long serialVersionUID = 1;

    public UnreadableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

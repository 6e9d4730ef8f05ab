package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a record is not a CloudEvent, or if its payload is not of the requested type. Another attempt will fail, too.
 */
public class UnreadableEventException extends OutboxException {

    private static final long serialVersionUID = 1;

    public UnreadableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.dualstream.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if an event breaks a rule of the outbox. The event was not recorded, and publishing the same event again will fail
 * again.
 */
public class InvalidEventException extends OutboxException {

    private static final long serialVersionUID = 1;

    public InvalidEventException(String message) {
        super(message);
    }

    public InvalidEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

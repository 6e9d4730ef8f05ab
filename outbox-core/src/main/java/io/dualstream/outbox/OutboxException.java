package io.dualstream.outbox;

import org.jspecify.annotations.Nullable;

/** The superclass of all exceptions of the outbox. The outbox could not do what the caller asked for. */
public class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OutboxException(String message) {
        super(message);
    }

    public OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

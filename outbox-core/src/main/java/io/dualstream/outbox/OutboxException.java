package io.dualstream.outbox;

import org.jspecify.annotations.Nullable;

/** Something the outbox could not do; the root of all its exceptions. */
public class OutboxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OutboxException(String message) {
        super(message);
    }

    public OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

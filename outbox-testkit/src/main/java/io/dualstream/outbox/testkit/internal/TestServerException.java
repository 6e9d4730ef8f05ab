package io.dualstream.outbox.testkit.internal;

import org.jspecify.annotations.Nullable;

/** A test server could not be started or stopped; the message ends with what the server itself had to say. */
public final class TestServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TestServerException(String message) {
        this(message, null);
    }

    public TestServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

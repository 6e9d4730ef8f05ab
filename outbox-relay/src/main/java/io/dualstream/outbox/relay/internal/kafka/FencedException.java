package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.OutboxException;

/** Another relay took over this one's {@code transactional.id}: this one must not publish any more. */
public final class FencedException extends OutboxException {

    private static final long serialVersionUID = 1L;

    FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}

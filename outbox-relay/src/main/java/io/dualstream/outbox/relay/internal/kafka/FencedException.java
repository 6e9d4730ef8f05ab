package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.OutboxException;

/** Another relay took over this relay's {@code transactional.id}, so this relay must not publish any more. */
public final class FencedException extends OutboxException {

    private static final long serialVersionUID = 1L;

    FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}

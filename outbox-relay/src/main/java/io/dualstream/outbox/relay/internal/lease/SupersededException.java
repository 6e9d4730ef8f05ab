package io.dualstream.outbox.relay.internal.lease;

import io.dualstream.outbox.OutboxException;

/** Another relay has taken the lease, so this relay must not write any more. */
public final class SupersededException extends OutboxException {

    private static final long serialVersionUID = 1L;

    SupersededException(String message) {
        super(message);
    }
}

package io.dualstream.outbox.relay.internal.wal.publication;

import io.dualstream.outbox.OutboxException;

/** The publication leaves events out, or may have done so. The message says which publication, and what to do. */
public final class PublicationException extends OutboxException {

    private static final long serialVersionUID = 1L;

    PublicationException(String message) {
        super(message);
    }
}

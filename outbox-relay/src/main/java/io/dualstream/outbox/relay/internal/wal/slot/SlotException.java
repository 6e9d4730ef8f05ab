package io.dualstream.outbox.relay.internal.wal.slot;

import io.dualstream.outbox.OutboxException;

/** The slot cannot be used as it is. The message says which slot, why, and what to do. */
public final class SlotException extends OutboxException {

    private static final long serialVersionUID = 1L;

    SlotException(String message) {
        super(message);
    }
}

package io.dualstream.outbox.relay.wal;

/** The slot cannot be used as it is. The message says which slot, why, and what to do. */
public final class SlotException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SlotException(String message) {
        super(message);
    }
}

package io.dualstream.outbox.relay.internal.wal;

import org.jspecify.annotations.Nullable;

/** The stream ended by itself; the cause says why. */
public final class WalStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    WalStreamException(@Nullable Throwable cause) {
        super("The WAL stream ended: " + (cause == null ? "no reason given" : cause.getMessage()), cause);
    }
}

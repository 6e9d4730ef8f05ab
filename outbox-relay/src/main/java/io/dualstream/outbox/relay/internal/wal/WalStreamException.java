package io.dualstream.outbox.relay.internal.wal;

import org.jspecify.annotations.Nullable;

/** The stream ended by itself; the cause says why. */
public final class WalStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean whileReading;

    /** {@code whileReading} tells a stream that ended by itself from one whose handler threw {@code cause}. */
    public WalStreamException(@Nullable Throwable cause, boolean whileReading) {
        super("The WAL stream ended: " + (cause == null ? "no reason given" : cause.getMessage()), cause);
        this.whileReading = whileReading;
    }

    /** Whether the stream failed, not its handler. */
    public boolean whileReading() {
        return whileReading;
    }
}

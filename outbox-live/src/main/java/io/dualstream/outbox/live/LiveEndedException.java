package io.dualstream.outbox.live;

/** A live subscription ended that its subscriber did not cancel: see {@link #end}. */
public final class LiveEndedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final LiveEnd end;

    LiveEndedException(LiveEnd end) {
        super("the live subscription ended: " + end.code());
        this.end = end;
    }

    /** Why. */
    public LiveEnd end() {
        return end;
    }
}

package io.dualstream.outbox.relay.status;

import java.util.Locale;

/** Where a path is in its life; {@code package-info} holds the diagram. */
public enum PathState {
    NEW,
    /** Another relay leads; this one waits. */
    STANDBY,
    STARTING,
    RUNNING,
    /** Something it needs is away; it tries again with backoff. */
    WAITING,
    /** Stopped for good: only a human can mend this. */
    FAILED,
    STOPPED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

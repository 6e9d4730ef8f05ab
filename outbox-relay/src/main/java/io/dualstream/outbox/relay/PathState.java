package io.dualstream.outbox.relay;

/** Where a path is in its life; {@code package-info} holds the diagram. */
public enum PathState {
    NEW,
    STARTING,
    /** Another relay leads; this one waits. */
    STANDBY,
    RUNNING,
    /** Something it needs is away; it tries again with backoff. */
    WAITING,
    STOPPED,
    /** Stopped for good: only a human can mend this. */
    FAILED
}

package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.status.PathState;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayPath;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of one path, and the only place that changes it. Thread-safe. */
public final class PathLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PathLifecycle.class);

    private static final Map<PathState, Set<PathState>> NEXT = Map.of(
            PathState.NEW,
                    EnumSet.of(
                            PathState.STANDBY,
                            PathState.STARTING,
                            PathState.WAITING,
                            PathState.FAILED,
                            PathState.STOPPED),
            PathState.STANDBY, EnumSet.of(PathState.STARTING, PathState.WAITING, PathState.FAILED, PathState.STOPPED),
            PathState.STARTING,
                    EnumSet.of(
                            PathState.RUNNING,
                            PathState.WAITING,
                            PathState.STANDBY,
                            PathState.FAILED,
                            PathState.STOPPED),
            PathState.RUNNING, EnumSet.of(PathState.WAITING, PathState.STANDBY, PathState.FAILED, PathState.STOPPED),
            PathState.WAITING,
                    EnumSet.of(
                            PathState.STARTING,
                            PathState.RUNNING,
                            PathState.STANDBY,
                            PathState.FAILED,
                            PathState.STOPPED),
            PathState.FAILED, EnumSet.of(PathState.STANDBY, PathState.STOPPED),
            PathState.STOPPED, EnumSet.noneOf(PathState.class));

    /** A state and why it was entered. */
    record Standing(PathState state, String why) {}

    private final RelayPath path;
    private final RelayListener listener;
    private Standing standing = new Standing(PathState.NEW, "not started");
    private @Nullable Object awaited;

    public PathLifecycle(RelayPath path, RelayListener listener) {
        this.path = path;
        this.listener = listener;
    }

    synchronized Standing standing() {
        return standing;
    }

    public PathState state() {
        return standing().state();
    }

    /** What the path waits for, or null when it waits for nothing. */
    @Nullable
    public String waitingFor() {
        Standing now = standing();
        return switch (now.state()) {
            case WAITING, STANDBY, FAILED -> now.why();
            default -> null;
        };
    }

    /**
     * Goes to WAITING, and says why once for each thing it waits for: what else there is to say about the same thing until
     * it is there, only the status tells.
     *
     * @param what it waits for, to tell one wait from the next
     */
    public void await(Object what, String why) {
        synchronized (this) {
            if (standing.state() == PathState.WAITING && what.equals(awaited)) {
                standing = new Standing(PathState.WAITING, why);
                return;
            }
        }
        transitionTo(PathState.WAITING, why);
        synchronized (this) {
            awaited = what;
        }
    }

    /** Goes to {@code to}; a move the diagram does not know is a bug, but for staying where one is. */
    public void transitionTo(PathState to, String why) {
        PathState from;
        synchronized (this) {
            awaited = null;
            from = standing.state();
            if (from != to && !NEXT.getOrDefault(from, Set.of()).contains(to)) {
                throw new IllegalStateException(path + " cannot go from " + from + " to " + to + " (" + why + ")");
            }
            boolean sameWhy = from == to && standing.why().equals(why);
            standing = new Standing(to, why);
            if (sameWhy) {
                return;
            }
        }
        boolean neverStarted = from == PathState.NEW && to == PathState.STOPPED;
        if (!neverStarted) {
            say(to, why);
        }
        if (from != to) {
            listener.stateChanged(path, from, to, why);
        }
    }

    private void say(PathState state, String why) {
        String line = "{} path {}: {}";
        switch (state) {
            case FAILED -> log.error(line, path.label(), state.label(), why);
            case WAITING -> log.warn(line, path.label(), state.label(), why);
            default -> log.info(line, path.label(), state.label(), why);
        }
    }
}

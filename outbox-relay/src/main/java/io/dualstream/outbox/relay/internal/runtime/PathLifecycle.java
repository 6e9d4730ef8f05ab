package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.relay.status.RelayStatus.State;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the state of one path. Nothing else changes the state. Thread-safe. */
public final class PathLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PathLifecycle.class);

    private static final Map<State, Set<State>> NEXT = Map.of(
            State.NEW, EnumSet.of(State.STANDBY, State.STARTING, State.WAITING, State.FAILED, State.STOPPED),
            State.STANDBY, EnumSet.of(State.STARTING, State.WAITING, State.FAILED, State.STOPPED),
            State.STARTING, EnumSet.of(State.RUNNING, State.WAITING, State.STANDBY, State.FAILED, State.STOPPED),
            State.RUNNING, EnumSet.of(State.WAITING, State.STANDBY, State.FAILED, State.STOPPED),
            State.WAITING, EnumSet.of(State.STARTING, State.RUNNING, State.STANDBY, State.FAILED, State.STOPPED),
            State.FAILED, EnumSet.of(State.STANDBY, State.STOPPED),
            State.STOPPED, EnumSet.noneOf(State.class));

    /** A state and why it was entered. */
    record Standing(State state, String why) {}

    private final RelayStatus.Path path;
    private final RelayListener listener;
    private Standing standing = new Standing(State.NEW, "not started");
    private @Nullable Object awaited;

    public PathLifecycle(RelayStatus.Path path, RelayListener listener) {
        this.path = path;
        this.listener = listener;
    }

    synchronized Standing standing() {
        return standing;
    }

    public State state() {
        return standing().state();
    }

    /** The reason for which the path waits, or null if the path does not wait. */
    @Nullable
    public String waitingFor() {
        Standing now = standing();
        return switch (now.state()) {
            case WAITING, STANDBY, FAILED -> now.why();
            default -> null;
        };
    }

    /**
     * Goes to WAITING, and logs the reason once for each thing that the path waits for. Further reasons for the same wait show
     * only in the status.
     *
     * @param what identifies the thing that the path waits for
     */
    public void await(Object what, String why) {
        synchronized (this) {
            if (standing.state() == State.WAITING && what.equals(awaited)) {
                standing = new Standing(State.WAITING, why);
                return;
            }
        }
        transitionTo(State.WAITING, why);
        synchronized (this) {
            awaited = what;
        }
    }

    /** Goes to {@code to}; a move the diagram does not know is a bug, but for staying where one is. */
    public void transitionTo(State to, String why) {
        State from;
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
        boolean neverStarted = from == State.NEW && to == State.STOPPED;
        if (!neverStarted) {
            say(to, why);
        }
        if (from != to) {
            listener.stateChanged(path, from, to, why);
        }
    }

    private void say(State state, String why) {
        String line = "{} path {}: {}";
        switch (state) {
            case FAILED -> log.error(line, path.label(), state.label(), why);
            case WAITING -> log.warn(line, path.label(), state.label(), why);
            default -> log.info(line, path.label(), state.label(), why);
        }
    }
}

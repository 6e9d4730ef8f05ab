package io.dualstream.outbox.live;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client's subscription: take messages with {@link #poll} whenever {@code ready} was called. Thread-safe, for one
 * taker at a time; close it. Memory is bounded: who leaves too much untaken is ended, see {@link #end}.
 */
public final class LiveClient implements AutoCloseable {

    private final ClientRegistry registry;
    private final LiveRequest request;
    private final Runnable ready;
    private final Deque<LiveMessage> queue = new ArrayDeque<>(4);
    private @Nullable ReplayBuffer replaying;
    private long replayed;
    private LiveMessage.@Nullable Position offered;
    private @Nullable End end;
    private boolean closed;
    private boolean positioned;
    private boolean heartbeatDue;
    private long movedAt;

    LiveClient(ClientRegistry registry, LiveRequest request, Runnable ready) {
        this.registry = registry;
        this.request = request;
        this.ready = ready;
        this.movedAt = registry.nanos();
    }

    /** What was asked for. */
    public LiveRequest request() {
        return request;
    }

    /** The next message; null when there is none, until {@code ready} is called again. Never blocks. */
    public @Nullable LiveMessage poll() {
        while (true) {
            LiveMessage.Position delivered = registry.delivered();
            ReplayBuffer buffer;
            synchronized (this) {
                LiveMessage next = next(delivered);
                if (next != null) {
                    movedAt = registry.nanos();
                    return next;
                }
                buffer = replaying;
            }
            if (buffer == null) {
                return null;
            }
            registry.joinLive(this, buffer);
        }
    }

    private @Nullable LiveMessage next(LiveMessage.@Nullable Position delivered) {
        LiveMessage waiting = queue.poll();
        if (waiting != null || closed || end != null) {
            return waiting;
        }
        if (replaying != null) {
            return replay(replaying);
        }
        if (heartbeatDue) {
            heartbeatDue = false;
            return new LiveMessage.Heartbeat(positioned ? delivered : null);
        }
        return null;
    }

    private @Nullable LiveMessage replay(ReplayBuffer buffer) {
        for (long head = buffer.head().n(); replayed < head; replayed++) {
            LiveMessage.Event event = buffer.get(replayed + 1);
            if (event == null) {
                return null;
            }
            if (request.wants(event)) {
                replayed++;
                return event;
            }
        }
        return null;
    }

    /** Why nothing more comes, once everything was taken that still does; null while something may come. */
    public synchronized @Nullable End end() {
        return queue.isEmpty() ? end : null;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            queue.clear();
            replaying = null;
        }
        registry.remove(this);
    }

    /** From the registry's lock: hands over an event, once. False when the client has been ended. */
    boolean offer(LiveMessage.Event event, int limit) {
        synchronized (this) {
            if (closed || end != null || (offered != null && event.position().compareTo(offered) <= 0)) {
                return end == null;
            }
            offered = event.position();
            if (queue.size() >= limit) {
                queue.clear();
                end = End.SLOW;
            } else {
                enqueue(event);
                if (queue.size() > 1) {
                    return true; // it has been told already
                }
            }
        }
        ready.run();
        return end() == null;
    }

    /** From the registry's lock: whatever was waiting is part of what the client now reloads. */
    void reset(LiveMessage.@Nullable Position position, Reason reason) {
        synchronized (this) {
            if (closed || end != null) {
                return;
            }
            replaying = null;
            offered = position;
            positioned = position != null;
            queue.clear();
            enqueue(new LiveMessage.Reset(position, reason));
        }
        ready.run();
    }

    /** From the registry's lock: what the replay buffer holds after {@code n} is still to be taken from there. */
    void replay(ReplayBuffer buffer, long n) {
        synchronized (this) {
            replaying = buffer;
            replayed = n;
            positioned = true;
            movedAt = registry.nanos();
        }
        ready.run();
    }

    /** From the registry's lock: whether nothing of that replay buffer is left to replay, and from now on events are offered. */
    synchronized boolean caughtUp(ReplayBuffer buffer) {
        if (replaying == buffer && replayed == buffer.head().n()) {
            replaying = null;
            offered = buffer.head();
            return true;
        }
        return false;
    }

    /** Whether it replays that buffer, and what comes next there has been pushed out. */
    synchronized boolean fellBehind(ReplayBuffer buffer) {
        return replaying == buffer && replayed < buffer.head().n() && buffer.get(replayed + 1) == null;
    }

    /** Ends it if it has stalled, or makes a heartbeat due; false when it was ended. */
    boolean tick(LiveSettings.Limits limits) {
        boolean ended;
        synchronized (this) {
            if (closed || end != null) {
                return true;
            }
            long still = registry.nanos() - movedAt;
            boolean waits = !queue.isEmpty() || replaying != null || heartbeatDue;
            ended = waits && still > limits.maxStall().toNanos();
            if (ended) {
                queue.clear();
                replaying = null;
                end = End.SLOW;
            } else if (!waits && still > limits.heartbeatInterval().toNanos()) {
                heartbeatDue = true;
                movedAt = registry.nanos();
            } else {
                return true;
            }
        }
        ready.run();
        return !ended;
    }

    /** Ends it after what is waiting. */
    void finish(End reason) {
        synchronized (this) {
            if (closed || end != null) {
                return;
            }
            replaying = null;
            end = reason;
        }
        ready.run();
    }

    private void enqueue(LiveMessage message) {
        if (queue.isEmpty()) {
            movedAt = registry.nanos();
        }
        queue.add(message);
    }

    /** Why a subscription ended that its owner did not close. Subscribe again from the last position. */
    public enum End {
        /** The client took too little too slowly: its buffer was full, or it took nothing for too long. */
        SLOW,
        /** The connection has lasted as long as one may; who may see what is asked again at the next. */
        AGE,
        /** This process stops. */
        CLOSED;

        /** In lower case, as on the wire. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A live subscription ended that its subscriber did not cancel: see {@link #end}. */
    public static final class EndedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final End end;

        EndedException(End end) {
            super("the live subscription ended: " + end.code());
            this.end = end;
        }

        /** Why. */
        public End end() {
            return end;
        }
    }
}

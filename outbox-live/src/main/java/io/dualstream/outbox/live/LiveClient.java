package io.dualstream.outbox.live;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one client. The owner takes messages with {@link #poll} whenever the hub calls {@code ready}.
 * Thread-safe if one thread at a time takes messages. Must be closed. Memory is bounded: the hub ends a subscription whose
 * owner leaves too many messages untaken, see {@link #end}.
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

    /** Returns the request of the client. */
    public LiveRequest request() {
        return request;
    }

    /** Returns the next message; null if there is none until the next call of {@code ready}. Never blocks. */
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

    /**
     * Returns the reason why the subscription ended, once the owner has taken all remaining messages; null while messages
     * may still come.
     */
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

    /** Called under the registry's lock: adds an event, once. Returns false if the client has been ended. */
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

    /** Called under the registry's lock: removes all waiting messages, because the client now reloads their content. */
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

    /** Called under the registry's lock: the client must still take the events after {@code n} from the replay buffer. */
    void replay(ReplayBuffer buffer, long n) {
        synchronized (this) {
            replaying = buffer;
            replayed = n;
            positioned = true;
            movedAt = registry.nanos();
        }
        ready.run();
    }

    /**
     * Called under the registry's lock: returns whether the client has replayed all events of that replay buffer, and events
     * are offered from now on.
     */
    synchronized boolean caughtUp(ReplayBuffer buffer) {
        if (replaying == buffer && replayed == buffer.head().n()) {
            replaying = null;
            offered = buffer.head();
            return true;
        }
        return false;
    }

    /** Returns whether the client replays that buffer, and the buffer has already dropped the next event of the client. */
    synchronized boolean fellBehind(ReplayBuffer buffer) {
        return replaying == buffer && replayed < buffer.head().n() && buffer.get(replayed + 1) == null;
    }

    /** Ends the client if the client has stalled, or makes a heartbeat due. Returns false if the client was ended. */
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

    /** Ends the client after the messages that are waiting. */
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

    /**
     * The reason why a subscription ended that its owner did not close. The owner should subscribe again from the last
     * position.
     */
    public enum End {
        /** The client took messages too slowly: its buffer was full, or the client took nothing for too long. */
        SLOW,
        /** The connection reached its maximum age. The next connection is authorized again. */
        AGE,
        /** The hub of this process was closed. */
        CLOSED;

        /** Returns the reason in lower case, as sent to clients. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Thrown if a live subscription ended that its subscriber did not cancel: see {@link #end}. */
    public static final class EndedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final End end;

        EndedException(End end) {
            super("the live subscription ended: " + end.code());
            this.end = end;
        }

        /** Returns the reason why the subscription ended. */
        public End end() {
            return end;
        }
    }
}

package io.dualstream.outbox.live;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the clients and the replay buffer. A client first takes the events that it missed from the buffer. Then, under the lock
 * under which events are added, it joins the clients that new events are offered to. So no event is lost in between, and none
 * comes twice. No I/O, no threads.
 */
final class ClientRegistry {

    private final LiveSettings.Limits limits;
    private final LongSupplier nanos;
    private final SubscriptionIndex index = new SubscriptionIndex();
    private final Set<LiveClient> clients = new LinkedHashSet<>();

    /** Clients whose position is not checked yet, each with the last round that had begun when the client came. */
    private final Map<LiveClient, Long> waiting = new LinkedHashMap<>();

    private @Nullable ReplayBuffer buffer;
    private volatile LiveMessage.@Nullable Position delivered;
    private long round;
    private long evicted;
    private boolean closed;

    ClientRegistry(LiveSettings.Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** Up to here, every event has been offered to every client that wants it; null before the first contact. */
    LiveMessage.@Nullable Position delivered() {
        return delivered;
    }

    synchronized int clients() {
        return clients.size();
    }

    synchronized long evicted() {
        return evicted;
    }

    synchronized void attach(LiveClient client) {
        if (closed) {
            client.finish(LiveClient.End.CLOSED);
            return;
        }
        clients.add(client);
        place(client, buffer, false);
    }

    synchronized void remove(LiveClient client) {
        clients.remove(client);
        waiting.remove(client);
        index.remove(client);
    }

    /** Called before the follower reads Redis. Returns the number of the round. */
    synchronized long beginRound() {
        return ++round;
    }

    /** Called after a round: the round read Redis after the round began, and all events that it read have been added. */
    synchronized void confirm(long confirmedRound) {
        if (buffer == null) {
            return;
        }
        for (var entry : List.copyOf(waiting.entrySet())) {
            if (entry.getValue() < confirmedRound) {
                waiting.remove(entry.getKey());
                place(entry.getKey(), buffer, true);
            }
        }
    }

    /** The follower begins with that history, for the first time or because it could not continue from its position. */
    synchronized void begin(ReplayBuffer history, @Nullable Reason broken) {
        buffer = history;
        delivered = history.head();
        Set<LiveClient> undecided = new LinkedHashSet<>(waiting.keySet());
        waiting.clear();
        for (LiveClient client : clients) {
            if (broken != null && !undecided.contains(client)) {
                reset(client, history, broken);
            }
        }
        undecided.forEach(client -> place(client, history, false));
    }

    /** Adds events that follow the head without a gap, and offers them. */
    synchronized void add(List<LiveMessage.Event> events) {
        if (buffer == null) {
            throw new IllegalStateException("the stream follower has not started");
        }
        List<LiveClient> ended = new ArrayList<>();
        for (LiveMessage.Event event : events) {
            buffer.add(event);
            index.forEachThatMayWant(event, client -> {
                if (!client.offer(event, limits.bufferEvents())) {
                    ended.add(client);
                }
            });
        }
        delivered = buffer.head();
        evict(ended);
    }

    /** Called when a client has replayed to the end of the buffer. Joins the client, unless the buffer has further events by now. */
    synchronized void joinLive(LiveClient client, ReplayBuffer replayed) {
        if (client.caughtUp(replayed)) {
            index.add(client);
        } else if (client.fellBehind(replayed) && buffer != null) {
            reset(client, buffer, Reason.HISTORY);
        }
    }

    /** Ends stalled clients, and sends the others a heartbeat from time to time. */
    synchronized void tick() {
        List<LiveClient> ended = new ArrayList<>();
        for (LiveClient client : clients) {
            if (!client.tick(limits)) {
                ended.add(client);
            }
        }
        evict(ended);
    }

    synchronized void close() {
        closed = true;
        List.copyOf(clients).forEach(client -> {
            remove(client);
            client.finish(LiveClient.End.CLOSED);
        });
    }

    private void evict(List<LiveClient> ended) {
        for (LiveClient client : new LinkedHashSet<>(ended)) {
            remove(client);
            evicted++;
        }
    }

    /**
     * Places a client. {@code confirmed} means that Redis has been read since the client came, so Redis cannot be ahead of this
     * process any more.
     */
    private void place(LiveClient client, @Nullable ReplayBuffer history, boolean confirmed) {
        String text = client.request().lastEventId();
        LiveMessage.Position from = text == null ? null : LiveMessage.Position.parse(text);
        if (history == null) {
            if (from == null) {
                client.reset(null, text == null ? Reason.START : Reason.UNKNOWN);
            }
            waiting.put(client, round);
        } else if (from == null) {
            reset(client, history, text == null ? Reason.START : Reason.UNKNOWN);
        } else if (from.compareTo(history.head()) > 0) {
            if (confirmed) {
                reset(client, history, Reason.RESTORED);
            } else {
                waiting.put(client, round);
            }
        } else if (from.epoch() < history.epoch()) {
            reset(client, history, Reason.EPOCH);
        } else if (!history.reachesBackTo(from.n())) {
            reset(client, history, Reason.HISTORY);
        } else {
            client.replay(history, from.n());
        }
    }

    private void reset(LiveClient client, ReplayBuffer at, Reason reason) {
        client.reset(at.head(), reason);
        index.add(client);
    }
}

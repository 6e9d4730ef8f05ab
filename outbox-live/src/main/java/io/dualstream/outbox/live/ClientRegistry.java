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
 * Holds the clients and the replay buffer. A client takes what it missed from the buffer and, under the lock that adds events,
 * joins those to whom new events are offered: no event falls between the two, and none comes twice. No I/O, no threads.
 */
final class ClientRegistry {

    private final LiveSettings.Limits limits;
    private final LongSupplier nanos;
    private final SubscriptionIndex index = new SubscriptionIndex();
    private final Set<LiveClient> clients = new LinkedHashSet<>();

    /** Those of whom is not known yet where they stand, with the last round begun when they came. */
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

    /** The follower is about to look at Redis. Returns the number of the round. */
    synchronized long beginRound() {
        return ++round;
    }

    /** That round saw Redis as it was after it began, and everything it saw is here. */
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

    /** The follower begins with that history: for the first time, or because it could not go on. */
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

    /** A client has replayed to where the buffer ended: joins it, unless there is more by now. */
    synchronized void joinLive(LiveClient client, ReplayBuffer replayed) {
        if (client.caughtUp(replayed)) {
            index.add(client);
        } else if (client.fellBehind(replayed) && buffer != null) {
            reset(client, buffer, Reason.HISTORY);
        }
    }

    /** Ends the stalled, and lets the others hear something now and then. */
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

    /** {@code confirmed}: Redis has been looked at since the client came, and it cannot be ahead of us any more. */
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

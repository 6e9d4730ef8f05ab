package io.dualstream.outbox.live;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import io.dualstream.outbox.live.internal.Reading;
import io.dualstream.outbox.live.internal.Streams;
import org.jspecify.annotations.Nullable;

/**
 * Passes the streams' events to the clients, without a gap, through reconnects and restarts of Redis. It continues from the
 * last position of the registry. If that is not possible, it begins again and passes the reason on.
 */
final class StreamFollower {

    private static final int PAGE_ENTRIES = 256;

    private final ClientRegistry registry;
    private final LiveSettings.Limits limits;
    private LiveMessage.@Nullable Position position;
    private @Nullable Reason broken;

    StreamFollower(ClientRegistry registry, LiveSettings.Limits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /** Up to here the registry has everything; null before the first contact and where it has to begin anew. */
    LiveMessage.@Nullable Position position() {
        return position;
    }

    /** Reads once; returns whether the reading contained all events for now. */
    boolean step(Streams streams) {
        long round = registry.beginRound();
        LiveMessage.Position at = position;
        if (at == null) {
            return begin(streams, round);
        }
        Reading reading = streams.read(at.toString(), PAGE_ENTRIES);
        LiveMessage.Position current = position(reading.current());
        if (current == null) {
            return true; // Redis was emptied: the relay is about to begin an epoch
        }
        if (current.epoch() > at.epoch()) {
            return begin(streams, round, Reason.EPOCH);
        }
        if (current.compareTo(at) < 0) {
            return begin(streams, round, Reason.RESTORED);
        }
        Page page = Page.of(at, reading, current, PAGE_ENTRIES);
        if (!page.isWhole()) {
            // The missing event is of a new aggregate type, or it was trimmed before it was read.
            return !streams.discover() && begin(streams, round, Reason.HISTORY);
        }
        registry.add(page.events());
        position = page.upTo();
        if (page.upTo().equals(current)) {
            registry.confirm(round);
            return true;
        }
        return false;
    }

    /** Discards what was read so far: the next step begins with the streams' content at that time. */
    void beginAnew() {
        broken = Reason.HISTORY;
        position = null;
    }

    private boolean begin(Streams streams, long round, Reason why) {
        broken = why;
        position = null;
        return begin(streams, round);
    }

    private boolean begin(Streams streams, long round) {
        streams.discover();
        LiveMessage.Position target = position(streams.current());
        if (target == null) {
            return true;
        }
        ReplayBuffer buffer = history(streams, target);
        if (buffer == null) {
            return false;
        }
        position = buffer.head();
        registry.begin(buffer, broken);
        broken = null;
        registry.confirm(round);
        return false;
    }

    /** The events before {@code target} that the streams still hold without a gap; null to look again. */
    private @Nullable ReplayBuffer history(Streams streams, LiveMessage.Position target) {
        LiveMessage.Position at =
                new LiveMessage.Position(target.epoch(), Math.max(0, target.n() - limits.historyEvents()));
        ReplayBuffer buffer = new ReplayBuffer(target.epoch(), at.n(), limits);
        while (at.compareTo(target) < 0) {
            Reading reading = streams.read(at.toString(), PAGE_ENTRIES);
            LiveMessage.Position current = position(reading.current());
            if (current == null || current.epoch() != target.epoch() || current.compareTo(at) < 0) {
                return null;
            }
            Page page = Page.of(at, reading, current, PAGE_ENTRIES);
            if (!page.isWhole() && streams.discover()) {
                return null;
            }
            for (LiveMessage.Event event : page.events()) {
                if (event.position().n() != buffer.head().n() + 1) {
                    buffer.restart(event.position().n() - 1);
                }
                buffer.add(event);
            }
            if (buffer.head().compareTo(page.upTo()) < 0) {
                buffer.restart(page.upTo().n());
            }
            at = page.upTo();
        }
        return buffer;
    }

    private static LiveMessage.@Nullable Position position(@Nullable String id) {
        return id == null ? null : LiveMessage.Position.parse(id);
    }
}

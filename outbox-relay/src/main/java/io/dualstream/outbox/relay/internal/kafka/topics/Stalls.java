package io.dualstream.outbox.relay.internal.kafka.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The topics that take no writes, and since when. Outlives the connections to Kafka. Thread-safe. */
public final class Stalls {

    /**
     * A topic that takes no writes.
     *
     * @param since when the topic was first seen to take no writes
     * @param parked whether the topic's events are parked, so that other events go on
     */
    private record Stall(Instant since, boolean parked) {}

    private final Duration after;
    private final Supplier<Instant> clock;
    private final Map<String, Stall> stalls = new ConcurrentHashMap<>();

    /** A topic's events are parked once it has taken no writes for {@code after}; zero means never. */
    public Stalls(Duration after, Supplier<Instant> clock) {
        this.after = after;
        this.clock = clock;
    }

    public boolean areWatched() {
        return !after.isZero();
    }

    /** Records that a topic takes no writes; returns since when. */
    Instant sighted(String topic) {
        return stalls.computeIfAbsent(topic, unknown -> new Stall(clock.get(), false))
                .since();
    }

    /** Records that a topic seems to take writes. Events that were parked stay parked until they have been published. */
    void well(String topic) {
        stalls.computeIfPresent(topic, (name, stall) -> stall.parked() ? stall : null);
    }

    boolean isKnown(String topic) {
        return stalls.containsKey(topic);
    }

    /** Whether the stall has lasted long enough to park the topic's events. */
    boolean isOver(String topic) {
        Stall stall = stalls.get(topic);
        return stall != null
                && (stall.parked() || !clock.get().isBefore(stall.since().plus(after)));
    }

    /** Whether events of the topic are parked. */
    boolean isParked(String topic) {
        Stall stall = stalls.get(topic);
        return stall != null && stall.parked();
    }

    /**
     * Records that events of the topic are parked; returns whether this is new. {@code since} applies only if the topic was not
     * known to be stalled.
     */
    public boolean parked(String topic, Instant since) {
        Stall before = stalls.get(topic);
        stalls.put(topic, new Stall(before == null ? since : before.since(), true));
        return before == null || !before.parked();
    }

    /**
     * Records that all parked events of the topic were published; returns since when the topic had been stalled, or null if it
     * was not.
     */
    public @Nullable Instant recovered(String topic) {
        Stall stall = stalls.remove(topic);
        return stall == null ? null : stall.since();
    }

    /** The topics whose events are parked, each with the time since when it takes no writes. */
    public Map<String, Instant> parked() {
        Map<String, Instant> parked = new TreeMap<>();
        stalls.forEach((topic, stall) -> {
            if (stall.parked()) {
                parked.put(topic, stall.since());
            }
        });
        return parked;
    }
}

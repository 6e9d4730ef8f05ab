package io.dualstream.outbox.relay.internal.kafka.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Topics that take no writes, and since when. Outlives the connections to Kafka. Thread-safe. */
public final class Stalls {

    /**
     * A topic that takes no writes.
     *
     * @param since when that was seen first
     * @param parked whether its events are set aside, so that the others go on
     */
    private record Stall(Instant since, boolean parked) {}

    private final Duration after;
    private final Supplier<Instant> clock;
    private final Map<String, Stall> stalls = new ConcurrentHashMap<>();

    /** {@code after} so long a topic's events are set aside; zero: never. */
    public Stalls(Duration after, Supplier<Instant> clock) {
        this.after = after;
        this.clock = clock;
    }

    public boolean areWatched() {
        return !after.isZero();
    }

    /** A topic takes no writes; returns since when. */
    Instant sighted(String topic) {
        return stalls.computeIfAbsent(topic, unknown -> new Stall(clock.get(), false))
                .since();
    }

    /** A topic takes writes, as far as is known. What was set aside stays so until it went through. */
    void well(String topic) {
        stalls.computeIfPresent(topic, (name, stall) -> stall.parked() ? stall : null);
    }

    boolean isKnown(String topic) {
        return stalls.containsKey(topic);
    }

    /** Whether it has lasted long enough to set the topic's events aside. */
    boolean isOver(String topic) {
        Stall stall = stalls.get(topic);
        return stall != null
                && (stall.parked() || !clock.get().isBefore(stall.since().plus(after)));
    }

    /** Whether events of the topic are set aside. */
    boolean isParked(String topic) {
        Stall stall = stalls.get(topic);
        return stall != null && stall.parked();
    }

    /** Events of the topic are set aside; whether that is new. {@code since} counts only if nothing is known of it. */
    public boolean parked(String topic, Instant since) {
        Stall before = stalls.get(topic);
        stalls.put(topic, new Stall(before == null ? since : before.since(), true));
        return before == null || !before.parked();
    }

    /** Everything that was set aside went through; returns since when it had been, or null if nothing was. */
    public @Nullable Instant recovered(String topic) {
        Stall stall = stalls.remove(topic);
        return stall == null ? null : stall.since();
    }

    /** The topics whose events are set aside, and since when they take no writes. */
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

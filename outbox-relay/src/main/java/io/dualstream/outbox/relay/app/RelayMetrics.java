package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Path;
import io.dualstream.outbox.relay.PathState;
import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.RelayListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A relay's counters and gauges, {@code outbox.relay.*}, in any Micrometer registry. */
public final class RelayMetrics implements RelayListener {

    private final MeterRegistry registry;
    private final Counter published;
    private final Counter suppressed;
    private final Counter pushed;
    private final Counter epochs;
    private final Timer publishing;
    private final Timer pushing;

    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.published = counter("outbox.relay.published", "Events committed to Kafka");
        this.suppressed = counter("outbox.relay.suppressed", "Events skipped as already published");
        this.pushed = counter("outbox.relay.pushed", "Events pushed to Redis");
        this.epochs = counter("outbox.relay.live.epochs", "Times the live stream began a new epoch");
        this.publishing = timer("outbox.relay.publishing", "Time to publish one batch to Kafka");
        this.pushing = timer("outbox.relay.pushing", "Time to push one batch to Redis");
    }

    /** Adds the gauges that read {@link Relay#status()}. */
    public void observe(Relay relay) {
        gauge(
                relay,
                "outbox.relay.slot.lag",
                "bytes",
                "WAL the slot holds back; -1 before the first look",
                r -> r.status().durable().lagBytes());
        gauge(
                relay,
                "outbox.relay.live.gaps",
                null,
                "Ranges of seq still open in the live cursor",
                r -> r.status().live().openGaps());
        gauge(
                relay,
                "outbox.relay.live.cursor",
                "bytes",
                "Size of the live cursor",
                r -> r.status().live().cursorBytes());
        for (PathState state : PathState.values()) {
            stateGauge(relay, Path.DURABLE, state, r -> r.status().durable().state() == state ? 1 : 0);
            stateGauge(relay, Path.LIVE, state, r -> r.status().live().state() == state ? 1 : 0);
        }
    }

    @Override
    public void published(int events, int suppressed, Duration took) {
        this.published.increment(events);
        this.suppressed.increment(suppressed);
        publishing.record(took);
    }

    @Override
    public void pushed(int events, int cursorBytes, Duration took) {
        pushed.increment(events);
        pushing.record(took);
    }

    @Override
    public void retrying(Path path, int attempt, Duration delay, Throwable cause) {
        Counter.builder("outbox.relay.retries")
                .description("Times a path failed and tried again")
                .tag("path", tag(path))
                .register(registry)
                .increment();
    }

    @Override
    public void epochChanged(long epoch, String why) {
        epochs.increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name).description(description).register(registry);
    }

    private void gauge(
            Relay relay, String name, @Nullable String unit, String description, ToDoubleFunction<Relay> value) {
        Gauge.builder(name, relay, value)
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private void stateGauge(Relay relay, Path path, PathState state, ToDoubleFunction<Relay> value) {
        Gauge.builder("outbox.relay.state", relay, value)
                .description("1 for the state the path is in")
                .tag("path", tag(path))
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static String tag(Path path) {
        return path.name().toLowerCase(Locale.ROOT);
    }
}

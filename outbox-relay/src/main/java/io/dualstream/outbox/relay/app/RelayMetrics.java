package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A relay's counters and gauges, {@code outbox.relay.*}, in any Micrometer registry. */
public final class RelayMetrics implements RelayListener {

    private final MeterRegistry registry;
    private final Counter published;
    private final Counter suppressed;
    private final Counter pushed;
    private final Counter epochs;
    private final Counter dropped;
    private final Counter deadLettered;
    private final Counter recoveries;
    private final Counter givenUp;
    private final Timer publishing;
    private final Timer pushing;

    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.published = counter("outbox.relay.published", "Events committed to Kafka");
        this.suppressed = counter("outbox.relay.suppressed", "Events skipped as already published");
        this.pushed = counter("outbox.relay.pushed", "Events pushed to Redis");
        this.epochs = counter("outbox.relay.live.epochs", "Times the live stream began a new epoch");
        this.dropped = counter(
                "outbox.relay.partitions.dropped",
                "Partitions dropped after both paths and the retention time had passed them");
        this.deadLettered = counter("outbox.relay.dead.lettered", "Events that Kafka refused for good");
        this.recoveries = counter("outbox.relay.recoveries", "Times the durable path had to recover from the table");
        this.givenUp = counter("outbox.relay.slots.given.up", "Times the relay gave its slot up");
        this.publishing = timer("outbox.relay.publishing", "Time to publish one batch to Kafka");
        this.pushing = timer("outbox.relay.pushing", "Time to push one batch to Redis");
    }

    /** Adds the gauges, which read {@code status} at each scrape. */
    public void observe(Supplier<RelayStatus> status) {
        gauge(
                        "outbox.relay.slot.lag",
                        "WAL that the slot holds back; -1 before the first measurement",
                        () -> status.get().durable().lagBytes())
                .baseUnit("bytes")
                .register(registry);
        gauge(
                        "outbox.relay.wal.held",
                        "WAL that the server keeps for the slot, also while the path waits; -1 without a slot",
                        () -> status.get().durable().wal().heldBytes())
                .baseUnit("bytes")
                .register(registry);
        gauge(
                        "outbox.relay.wal.safe",
                        "WAL that may be written before the server invalidates the slot; NaN if it never does",
                        () -> orNaN(status.get().durable().wal().safeBytes()))
                .baseUnit("bytes")
                .register(registry);
        gauge(
                        "outbox.relay.stream.quiet",
                        "Time since an event or a heartbeat came through the slot; NaN before the first",
                        () -> secondsSince(status.get().durable().wal().movedAt()))
                .baseUnit("seconds")
                .register(registry);
        letterGauge("failed", () -> status.get().durable().deadLetters());
        letterGauge("parked", () -> status.get().durable().parkedEvents());
        gauge(
                        "outbox.relay.stalled.topics",
                        "Topics that take no writes while others do, and whose events are parked",
                        () -> status.get().durable().stalledTopics().size())
                .register(registry);
        gauge(
                        "outbox.relay.unrecoverable",
                        "Ranges of events that the last recovery found nowhere",
                        () -> status.get().durable().unrecoverable().size())
                .register(registry);
        gauge(
                        "outbox.relay.live.gaps",
                        "Transactions the live cursor still waits for",
                        () -> status.get().live().openGaps())
                .register(registry);
        gauge(
                        "outbox.relay.live.cursor",
                        "Size of the live cursor",
                        () -> status.get().live().cursorBytes())
                .baseUnit("bytes")
                .register(registry);
        gauge(
                        "outbox.relay.partitions.left",
                        "Partitions that could not be created, moved or dropped",
                        () -> status.get().retention().left().size())
                .register(registry);
        for (RelayStatus.State state : RelayStatus.State.values()) {
            stateGauge(
                    RelayStatus.Path.DURABLE,
                    state,
                    () -> status.get().durable().state());
            stateGauge(RelayStatus.Path.LIVE, state, () -> status.get().live().state());
        }
    }

    @Override
    public void published(int events, int suppressed, Duration took) {
        this.published.increment(events);
        this.suppressed.increment(suppressed);
        publishing.record(took);
    }

    @Override
    public void deadLettered(int failed, int parked, String why) {
        deadLettered.increment(failed);
    }

    @Override
    public void pushed(int events, int cursorBytes, Duration took) {
        pushed.increment(events);
        pushing.record(took);
    }

    @Override
    public void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {
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

    @Override
    public void recovering(String why) {
        recoveries.increment();
    }

    @Override
    public void slotGivenUp(long heldBytes) {
        givenUp.increment();
    }

    @Override
    public void partitionDropped(String partition) {
        dropped.increment();
    }

    private static Number orNaN(@Nullable Long value) {
        return value == null ? (Number) Double.NaN : value;
    }

    private static double secondsSince(@Nullable Instant moment) {
        return moment == null
                ? Double.NaN
                : Duration.between(moment, Instant.now()).toMillis() / 1000.0;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name).description(description).register(registry);
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description);
    }

    private void letterGauge(String state, Supplier<Number> count) {
        gauge("outbox.relay.dead.letters", "Open dead letters, and events that wait behind them", count)
                .tag("state", state)
                .register(registry);
    }

    private void stateGauge(RelayStatus.Path path, RelayStatus.State state, Supplier<RelayStatus.State> now) {
        gauge("outbox.relay.state", "1 for the state the path is in", () -> now.get() == state ? 1 : 0)
                .tag("path", tag(path))
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static String tag(RelayStatus.Path path) {
        return path.name().toLowerCase(Locale.ROOT);
    }
}

package io.dualstream.outbox.relay.internal.maintenance;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.table.Partitions;
import io.dualstream.outbox.relay.internal.table.Partitions.Step;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Maintains the table's partitions while this relay leads: creates the partitions of the coming days, and drops partitions that
 * both paths have passed and that are older than the retention time. A failure here does not stop inserts or the paths.
 */
public final class PartitionMaintenance implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PartitionMaintenance.class);

    /** Number of rounds, one in each heartbeat interval, from one upkeep to the next. Retention stays behind the marks, which move with the heartbeats. */
    private static final int HEARTBEATS = 6;

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int VALID_SECONDS = 2;

    private final RelaySettings settings;
    private final RelayListener listener;
    private final long epoch;
    private final Supplier<Partitions.Marks> marks;
    private final Connections connections;
    private final Worker worker;
    private int untilUpkeep;
    private Partitions.Marks recorded = new Partitions.Marks(null, null);
    private Map<String, String> said = Map.of();
    private volatile RelayStatus.Retention status;

    /** {@code marks} returns how far this relay is. */
    public PartitionMaintenance(
            RelaySettings settings, RelayListener listener, long epoch, Supplier<Partitions.Marks> marks) {
        this.settings = settings;
        this.listener = listener;
        this.epoch = epoch;
        this.marks = marks;
        this.connections = new Connections(settings.postgres());
        this.status = new RelayStatus.Retention(settings.retention(), 0, 0, Map.of());
        Duration interval = settings.postgres().heartbeatInterval();
        this.worker = new Worker(
                new Worker.Life("outbox-relay-partitions", false, GRACE, GRACE),
                new RetryDelay(interval, interval),
                new Keeping(interval));
    }

    public void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    private final class Keeping implements Worker.Task {

        private final Duration interval;

        Keeping(Duration interval) {
            this.interval = interval;
        }

        @Override
        public Duration round(StopSignal stop) throws SQLException {
            Partitions.Marks now = marks.get();
            if (untilUpkeep == 0 || !now.equals(recorded)) {
                keep(now);
                recorded = now;
            }
            untilUpkeep = untilUpkeep == 0 ? HEARTBEATS - 1 : untilUpkeep - 1;
            return interval;
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            log.warn("Partitions are left as they are for now: {}", Causes.sentence(failure));
        }

        /** Ends the step under way by closing its connection; the server rolls the step back. */
        @Override
        public void abort() {
            connections.abort();
        }
    }

    private void keep(Partitions.Marks now) throws SQLException {
        try (Connection opened = connections.open("partitions", Connections.LONG_SILENCE)) {
            Partitions partitions = new Partitions(opened, settings.postgres().schema());
            partitions.reached(settings.name(), epoch, now);
            if (untilUpkeep == 0) {
                say(upkeep(opened, partitions), now.settled());
            }
        }
    }

    private List<Step> upkeep(Connection opened, Partitions partitions) throws SQLException {
        Duration retention = settings.retention();
        List<Step> steps = new ArrayList<>();
        attempt(opened, "drain_default", steps, partitions::drain);
        attempt(opened, "create_partitions", steps, partitions::create);
        attempt(opened, "watch_partitions", steps, partitions::watch);
        if (!retention.isZero()) {
            attempt(opened, "empty_partition", steps, () -> partitions.empty(retention));
            attempt(opened, "drop_partition", steps, () -> partitions.drop(retention));
        }
        return steps;
    }

    private interface Upkeep {

        List<Step> run() throws SQLException;
    }

    /** Notes a failure of one function under its name, so that the next one is called. A lost connection ends the round. */
    private static void attempt(Connection opened, String function, List<Step> steps, Upkeep upkeep)
            throws SQLException {
        try {
            steps.addAll(upkeep.run());
        } catch (SQLException e) {
            if (PSQLState.isConnectionError(String.valueOf(e.getSQLState())) || !opened.isValid(VALID_SECONDS)) {
                throw e;
            }
            steps.add(new Step(function, "failed: " + Causes.sentence(e)));
        }
    }

    /** Logs every change, and every partition that could not be changed if the reason is new. */
    private void say(List<Step> steps, @Nullable Long settled) {
        Map<String, String> left = new LinkedHashMap<>();
        long dropped = 0;
        for (Step step : steps) {
            if (!step.done()) {
                left.put(step.partition(), step.outcome());
                continue;
            }
            log.info("Partition {}: {}", step.partition(), step.outcome());
            if (step.outcome().equals("dropped")) {
                dropped++;
                listener.partitionDropped(step.partition());
            }
        }
        for (Step step : steps) {
            if (!step.done() && !step.outcome().equals(said.get(step.partition()))) {
                log.atLevel(step.failed() ? Level.WARN : Level.INFO)
                        .log("Partition {}: {}", step.partition(), step.outcome());
            }
        }
        said = left;
        status = new RelayStatus.Retention(
                settings.retention(), settled == null ? 0 : settled, status.droppedPartitions() + dropped, left);
    }

    public RelayStatus.Retention status() {
        return status;
    }

    /** Stops without waiting and without contacting PostgreSQL. {@link #close} must still be called. */
    public void abandon() {
        worker.abandon();
    }

    /** Ends the step under way, by closing its connection if necessary. Idempotent, legal before start. */
    @Override
    public void close() {
        worker.close();
    }
}

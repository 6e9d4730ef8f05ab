package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.Lsn;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.letters.StalledTopics;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoveryLog;
import io.dualstream.outbox.relay.internal.durable.recovery.UnreadableWal;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.kafka.FencedException;
import io.dualstream.outbox.relay.internal.lease.SupersededException;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.Throughput;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.runtime.WaitingReason;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The durable path, from the WAL to Kafka. One thread makes one attempt after the other: it connects to Kafka and fences
 * predecessors, reads the cursor back, verifies the slot, and streams until something fails. Every attempt begins from the
 * state that Kafka holds.
 */
public final class DurablePath implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RelaySettings settings;
    private final RelayListener listener;
    private final long leaseEpoch;
    private final Runnable arrived;
    private final RoomSettings rooms;
    private final Connections connections;
    private final PathLifecycle life;
    private final Throughput throughput = new Throughput(Clock.systemUTC());
    private final RetryDelay retryDelay;
    private final StalledTopics stalled;
    private final KafkaConnector entry;
    private final Worker worker;
    private final StopSignal stop;
    private final RecoveryLog recoveries;
    private final UnreadableWal unreadable;
    private final StreamWatchdog vigil;
    private final AtomicLong suppressedEvents = new AtomicLong();

    private volatile boolean fenced;
    private volatile @Nullable DurableCursor cursor;
    private volatile Slot.@Nullable State slotState;
    private volatile DeadLetterStore.Count deadLetters = DeadLetterStore.Count.NONE;
    private volatile @Nullable DurableStream streaming;

    /**
     * The path ends when it finds a lease with a later epoch. {@code arrived} is called on the engine's thread when the WAL has
     * brought a batch, before the batch is published.
     */
    public DurablePath(
            RelaySettings settings, RelayListener listener, PathLifecycle life, long leaseEpoch, Runnable arrived) {
        this.settings = settings;
        this.listener = listener;
        this.leaseEpoch = leaseEpoch;
        this.arrived = arrived;
        this.rooms = new RoomSettings(settings);
        this.connections = new Connections(settings.postgres());
        this.life = life;
        this.recoveries = new RecoveryLog(listener, throughput::add);
        this.unreadable = new UnreadableWal(settings.postgres().slot());
        this.vigil = new StreamWatchdog(settings, life);
        this.retryDelay = RoomSettings.retryDelay(settings.backoff());
        this.worker = new Worker(
                new Worker.Life("outbox-relay-durable", false, CLOSE_LIMIT, GRACE), retryDelay, new Attempts());
        this.stop = worker.stop();
        this.stalled = new StalledTopics(settings, listener, TimeSource.SYSTEM);
        this.entry = new KafkaConnector(rooms, leaseEpoch, stalled.stalls());
    }

    /** Whether this path ended because another relay took over. */
    public boolean fenced() {
        return fenced;
    }

    public void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    private final class Attempts implements Worker.Task {

        @Override
        public @Nullable Duration round(StopSignal stop) throws Exception {
            try {
                starting();
                attempt();
                return Duration.ZERO;
            } catch (Exception e) {
                if (stop.isGiven() || !supersededBy(e)) {
                    throw e;
                }
                return null;
            }
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            life.await(Causes.awaited(failure), new WaitingReason(settings).of(failure));
            listener.retrying(RelayStatus.Path.DURABLE, retryDelay.attempt(), delay, failure);
        }

        @Override
        public boolean giveUp(Error error) {
            life.transitionTo(RelayStatus.State.FAILED, Causes.sentence(error) + "; restart the relay");
            return true;
        }

        /** Closes the connections: nothing else ends a read from the socket of a PostgreSQL that hangs. */
        @Override
        public void abort() {
            DurableStream stream = streaming;
            if (stream != null) {
                stream.abort();
            }
            connections.abort();
        }
    }

    /** Leaves the state {@code WAITING} in place, so that the status keeps saying what the path waits for during each new attempt. */
    private void starting() {
        if (life.state() != RelayStatus.State.WAITING) {
            life.transitionTo(
                    RelayStatus.State.STARTING,
                    "connecting to Kafka at " + settings.kafka().bootstrapServers());
        }
    }

    /** Whether another relay took over. If so, this path stands by. */
    private boolean supersededBy(Exception e) {
        OutboxException byAnother = Causes.find(e, FencedException.class);
        if (byAnother == null) {
            byAnother = Causes.find(e, SupersededException.class);
        }
        if (byAnother == null) {
            return false;
        }
        fenced = true;
        life.transitionTo(RelayStatus.State.STANDBY, Causes.sentence(byAnother));
        return true;
    }

    private void attempt() throws Exception {
        try (Connection postgres = connections.open("durable")) {
            attempt(postgres);
        }
    }

    private void attempt(Connection postgres) throws Exception {
        var outliving = new ConnectedServers.Outliving(connections, entry, life, stop);
        var observers = new DurableSession.Observers(
                new Watch(),
                recoveries,
                new DeadLetteringPublisher.Observers(listener, now -> deadLetters = now, stalled));
        try (DurableSession session = DurableSession.open(
                rooms,
                new ConnectedServers(rooms, leaseEpoch, outliving, postgres),
                TimeSource.SYSTEM,
                observers,
                unreadable)) {
            streaming = session.stream(); // before the stop signal is checked, so that abandon() can abort the stream
            while (!stop.isGiven() && session.step()) {}
        }
    }

    /** Updates state and status during one session. */
    private final class Watch implements DurableSession.Observer {

        private StreamProgress progress = vigil.begin();
        private long began;

        @Override
        public void begins(DurableCursor from) {
            cursor = from;
            progress = vigil.begin();
        }

        @Override
        public void looks() {
            vigil.look();
        }

        @Override
        public void found(Slot.State now) {
            slotState = now;
            if (now.activePid() != 0 && vigil.isTrusted() && life.state() != RelayStatus.State.RUNNING) {
                String from = Lsn.format(now.confirmedLsn());
                life.transitionTo(
                        RelayStatus.State.RUNNING,
                        "streaming from slot '" + settings.postgres().slot() + "' at " + from);
            }
        }

        @Override
        public void arrived(List<WalRecord> batch) {
            progress.began(batch);
            began = System.nanoTime();
            Failpoint.AFTER_POLL.reached();
            arrived.run();
        }

        @Override
        public void published(BatchPublisher.Batch done, DurableCursor now) {
            cursor = now;
            throughput.add(done.published());
            suppressedEvents.addAndGet(done.suppressed());
            listener.published(done.published(), done.suppressed(), Duration.ofNanos(System.nanoTime() - began));
            retryDelay.reset();
            progress.ended();
        }
    }

    /** All events of transactions before this xid are in Kafka or are dead letters. Null unless the path runs. */
    @Nullable
    public Long settledXid() {
        DurableCursor published = cursor;
        return published == null || life.state() != RelayStatus.State.RUNNING
                ? null
                : published.horizon().xmin();
    }

    /** Makes the status of the WAL. */
    @FunctionalInterface
    public interface WalStatus {

        /**
         * {@code movedAt} is the time at which the stream last made progress; {@code givenUp} the number of slots that no stream
         * could read.
         */
        RelayStatus.Wal of(@Nullable Instant movedAt, long givenUp);
    }

    public RelayStatus.Durable status(WalStatus wal) {
        Slot.State slot = slotState;
        DurableCursor published = cursor;
        return new RelayStatus.Durable(
                life.state(),
                life.waitingFor(),
                settings.postgres().slot(),
                slot == null ? null : Lsn.format(slot.confirmedLsn()),
                slot == null ? -1 : slot.retainedBytes(),
                published == null ? null : published.toString(),
                throughput.total(),
                suppressedEvents.get(),
                throughput.perSecond(),
                throughput.last(),
                deadLetters.failed(),
                deadLetters.parked(),
                stalled.now(),
                recoveries.begun(),
                recoveries.unrecoverable(),
                wal.of(vigil.movedAt(), recoveries.givenUp()));
    }

    /** Finishes the batch under way, confirms it and stops. Idempotent, bounded, legal before start. */
    @Override
    public void close() {
        worker.close();
    }

    /** Stops without waiting and without contacting PostgreSQL. {@link #close} must still be called. */
    public void abandon() {
        worker.abandon();
    }
}

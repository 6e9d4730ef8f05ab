package io.dualstream.outbox.relay.internal.maintenance;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.lease.SupersededException;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.internal.wal.slot.SlotException;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much WAL the server keeps for the slot while this relay leads, even while the durable path waits. Above the
 * budget, the slot is dropped, so that an outage of Kafka cannot fill the database's disk. The path then continues from the
 * table.
 */
public final class WalBudget implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WalBudget.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final int MOMENTS = 100;
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Amount of WAL that causes a warning if there is no budget. */
    private static final long MUCH = 1L << 30;

    private final RelaySettings settings;
    private final RelayListener listener;
    private final long epoch;
    private final Slot slot;
    private final RoomSettings rooms;
    private final Connections connections;
    private final Worker worker;
    private final StopSignal stop;
    private boolean warned;
    private boolean refusalSaid;
    private volatile Slot.@Nullable State last;
    private final AtomicLong givenUp = new AtomicLong();

    public WalBudget(RelaySettings settings, RelayListener listener, long epoch) {
        this.settings = settings;
        this.listener = listener;
        this.epoch = epoch;
        this.rooms = new RoomSettings(settings);
        this.connections = new Connections(settings.postgres());
        this.slot = new Slot(settings.postgres().slot());
        this.worker = new Worker(
                new Worker.Life("outbox-relay-slot-watch", false, GRACE, GRACE),
                RoomSettings.retryDelay(settings.backoff(), LOOK),
                new Watching());
        this.stop = worker.stop();
    }

    public void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    private final class Watching implements Worker.Task {

        @Override
        public @Nullable Duration round(StopSignal stop) throws SQLException {
            try (Connection postgres = connections.open("slot-watch")) {
                do {
                    look(postgres);
                } while (!stop.awaitGiven(LOOK));
            } catch (SupersededException e) {
                log.debug("Another relay leads; the paths detect this on their own", e);
            }
            return null;
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            log.debug("The state of the slot could not be read", failure);
        }

        @Override
        public void abort() {
            connections.abort();
        }
    }

    private void look(Connection postgres) throws SQLException {
        Optional<Slot.State> now = slot.state(postgres);
        last = now.orElse(null);
        if (now.isEmpty() || now.get().lost()) {
            return;
        }
        long held = now.get().heldBytes();
        long budget = settings.wal().maxRetainedBytes();
        if (budget > 0 && held > budget) {
            giveUp(now.get(), postgres);
        } else {
            warn(now.get(), budget > 0 ? budget / 2 : MUCH);
        }
    }

    /**
     * Drops the slot, unless a later leader uses it. If this relay freezes here and then drops the later leader's slot, that
     * leader recovers from the table.
     */
    private void giveUp(Slot.State state, Connection postgres) throws SQLException {
        Lease.verifyLatest(postgres, settings.postgres().schema(), settings.name(), epoch);
        try {
            slot.verifyOurs(state);
        } catch (SlotException e) {
            return; // the durable path reports this problem
        }
        for (int moment = 0; moment < MOMENTS && !stop.isGiven(); moment++) {
            if (slot.drop(postgres, rooms.wal().sessions())) {
                givenUp.incrementAndGet();
                last = null;
                refusalSaid = false;
                log.warn(
                        "Gave up slot '{}', which held back {} bytes of WAL, more than {}, {}. The relay will "
                                + "read the events from the table instead",
                        slot,
                        state.heldBytes(),
                        WrittenSetting.named("wal.max-retained"),
                        settings.wal().maxRetainedBytes());
                listener.slotGivenUp(state.heldBytes());
                return;
            }
            stop.awaitGiven(MOMENT);
        }
        if (!refusalSaid && !stop.isGiven()) {
            refusalSaid = true;
            log.error(
                    "Slot '{}' holds back {} bytes of WAL, more than {}, and cannot be dropped: process {} ('{}') "
                            + "uses the slot and does not end",
                    slot,
                    state.heldBytes(),
                    WrittenSetting.named("wal.max-retained"),
                    state.activePid(),
                    state.activeApplication());
        }
    }

    /** Warns once, until the WAL has gone down to half of {@code much}. */
    private void warn(Slot.State state, long much) {
        if (warned && state.heldBytes() < much / 2) {
            warned = false;
        } else if (!warned && state.heldBytes() > much) {
            warned = true;
            log.warn("Slot '{}' holds back {} bytes of WAL; {}", slot, state.heldBytes(), bound(state));
        }
    }

    private String bound(Slot.State state) {
        long budget = settings.wal().maxRetainedBytes();
        if (budget > 0) {
            return "at " + budget + " bytes the relay gives the slot up and reads the table";
        }
        return state.safeBytes() == null
                ? "nothing limits the amount: set " + WrittenSetting.named("wal.max-retained")
                        + ", or the server's max_slot_wal_keep_size"
                : "the server invalidates the slot after " + state.safeBytes() + " more bytes";
    }

    /**
     * The status at the last check. {@code movedAt} is the time at which the durable path's stream last made progress, and {@code
     * givenUpUnread} the number of slots that the path itself gave up.
     */
    public RelayStatus.Wal status(@Nullable Instant movedAt, long givenUpUnread) {
        Slot.State now = last;
        return new RelayStatus.Wal(
                now == null ? -1 : now.heldBytes(),
                now == null ? null : now.safeBytes(),
                settings.wal().maxRetainedBytes(),
                givenUp.get() + givenUpUnread,
                movedAt);
    }

    /** Stops without waiting and without contacting PostgreSQL. {@link #close} must still be called. */
    public void abandon() {
        worker.abandon();
    }

    /** Idempotent, legal before start. */
    @Override
    public void close() {
        worker.close();
    }
}

package io.dualstream.outbox.relay.internal.live;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import io.dualstream.outbox.relay.internal.record.CloudEventJson;
import io.dualstream.outbox.relay.internal.redis.LiveRedis;
import io.dualstream.outbox.relay.internal.redis.LiveRedisException;
import io.dualstream.outbox.relay.internal.redis.RedisRemedy;
import io.dualstream.outbox.relay.internal.redis.StreamPosition;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.Throughput;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.runtime.WaitingReason;
import io.dualstream.outbox.relay.internal.table.LiveTable;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The live path, from the table to Redis. One thread makes one attempt after the other: it connects to PostgreSQL and Redis,
 * claims the cursor, polls and pushes until something fails. Every attempt begins from the cursor that Redis holds. The path
 * uses no Kafka and does not affect writers.
 */
public final class LivePath implements AutoCloseable {

    /** With their payload, rows may have a megabyte each. */
    private static final int FULL_BATCH_ROWS = 32;

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final RelaySettings settings;
    private final RoomSettings rooms;
    private final Connections connections;
    private final RelayListener listener;
    private final PathLifecycle life;
    private final long leaseEpoch;
    private final Throughput throughput = new Throughput(Clock.systemUTC());
    private final RetryDelay retryDelay;
    private final Worker worker;
    private final StopSignal stop;
    private final PollPacer pacer;
    private volatile boolean fenced;
    private volatile LiveSession.@Nullable Progress progress;

    /** Needs a Redis URL in the settings. The path writes only as long as no relay with a newer lease has claimed the cursor. */
    public LivePath(RelaySettings settings, RelayListener listener, PathLifecycle life, long leaseEpoch) {
        this.settings = settings;
        this.rooms = new RoomSettings(settings);
        this.connections = new Connections(settings.postgres());
        this.listener = listener;
        this.life = life;
        this.leaseEpoch = leaseEpoch;
        this.retryDelay = RoomSettings.retryDelay(settings.backoff());
        Duration patience = settings.live().commandTimeout().plus(GRACE);
        this.worker =
                new Worker(new Worker.Life("outbox-relay-live", false, patience, GRACE), retryDelay, new Attempts());
        this.stop = worker.stop();
        this.pacer =
                new PollPacer(settings.live().minPollInterval(), settings.live().maxPollInterval(), worker::unpark);
    }

    public void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    /** Polls now instead of later, because there may be new rows. May be called from any thread, never blocks. */
    public void wake() {
        pacer.wake();
    }

    /** Whether this path ended because another relay took over. */
    public boolean fenced() {
        return fenced;
    }

    private final class Attempts implements Worker.Task {

        @Override
        public @Nullable Duration round(StopSignal stop) throws SQLException, InterruptedException {
            try {
                starting();
                attempt();
                return Duration.ZERO;
            } catch (LiveRedisException.Fenced e) {
                fenced = true;
                life.transitionTo(RelayStatus.State.STANDBY, Causes.sentence(e));
                return null;
            }
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            life.await(Causes.awaited(failure), new WaitingReason(settings).of(failure));
            listener.retrying(RelayStatus.Path.LIVE, retryDelay.attempt(), delay, failure);
        }

        @Override
        public boolean giveUp(Error error) {
            life.transitionTo(RelayStatus.State.FAILED, Causes.sentence(error) + "; restart the relay");
            return true;
        }

        @Override
        public void abort() {
            connections.abort();
        }
    }

    /** Leaves the state {@code WAITING} in place, so that the status keeps saying what the path waits for during each new attempt. */
    private void starting() {
        if (life.state() != RelayStatus.State.WAITING) {
            life.transitionTo(
                    RelayStatus.State.STARTING,
                    "connecting to PostgreSQL, and to Redis at " + new RedisRemedy(rooms.redis()).address());
        }
    }

    private void attempt() throws SQLException, InterruptedException {
        try (LiveTable table = new LiveTable(
                        connections.open("live"), settings.postgres().schema(), withData());
                LiveRedis redis = LiveRedis.connect(rooms.redis(), new CloudEventJson(rooms.source(), withData()))) {
            LiveSession.Progress before = progress;
            StreamPosition reached = before == null ? null : before.stored().position();
            LiveSession session = new LiveSession(
                    table,
                    redis,
                    listener,
                    TimeSource.SYSTEM,
                    LiveStart.find(
                            table, redis, leaseEpoch, reached, settings.live().maxCatchUp()));
            while (!stop.isGiven()) {
                long began = System.nanoTime();
                int events = session.step(batchRows());
                succeeded(session.progress(), events);
                if (session.progress().cursor().page() == null) {
                    pacer.await(began, events > 0);
                }
            }
        }
    }

    private void succeeded(LiveSession.Progress now, int events) {
        progress = now;
        if (events > 0) {
            throughput.add(events);
        }
        if (life.state() != RelayStatus.State.RUNNING) {
            retryDelay.reset();
            life.transitionTo(
                    RelayStatus.State.RUNNING,
                    "pushing from position " + now.stored().position());
        }
    }

    private boolean withData() {
        return settings.live().payload() == LivePayload.FULL;
    }

    private int batchRows() {
        int rows = settings.live().batchSizeRows();
        return withData() ? Math.min(rows, FULL_BATCH_ROWS) : rows;
    }

    /** Redis has all events of transactions before this xid, and they are never read again. Null unless the path runs. */
    @Nullable
    public Long settledXid() {
        LiveSession.Progress now = progress;
        return now == null || life.state() != RelayStatus.State.RUNNING
                ? null
                : now.cursor().settled();
    }

    /** Redis has all events of transactions before this xid, the last one included. Null unless the path runs. */
    @Nullable
    public Long publishedXid() {
        LiveSession.Progress now = progress;
        return now == null || life.state() != RelayStatus.State.RUNNING
                ? null
                : now.cursor().published();
    }

    public RelayStatus.Live status() {
        LiveSession.Progress now = progress;
        return new RelayStatus.Live(
                life.state(),
                life.waitingFor(),
                now == null ? 0 : now.stored().position().epoch(),
                now == null ? 0 : now.cursor().high(),
                now == null ? 0 : now.cursor().gaps(),
                now == null ? 0 : now.stored().bytes(),
                throughput.total(),
                throughput.perSecond(),
                throughput.last());
    }

    /** Stops without waiting and without contacting PostgreSQL. {@link #close} must still be called. */
    public void abandon() {
        worker.abandon();
        pacer.wake();
    }

    /** Finishes the batch under way and stops. Idempotent, legal before start. Waits for a server that hangs as long as for a command. */
    @Override
    public void close() {
        stop.give();
        pacer.wake();
        worker.close();
    }
}

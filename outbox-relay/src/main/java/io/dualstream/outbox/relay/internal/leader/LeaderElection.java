package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.WaitingReason;
import io.dualstream.outbox.relay.internal.session.AdvisoryLock;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contends for the lease, and runs the paths while this relay holds it: a term. Several relays of one name may run: one leads,
 * the others stand by and try again at short intervals. Once the durable path has failed, this relay leaves the lease to the
 * others for good, because another JVM may be able to run what this one cannot.
 */
public final class LeaderElection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
    /** How often the lease is checked. The paths notice the loss of a lease by themselves, but later. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);
    /** Time limit of the lease's session. After a longer silence, the relay connects again, perhaps to another server. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final RelaySettings settings;
    private final PathLifecycle durable;
    private final PathLifecycle live;
    private final LongFunction<Term> terms;
    private final RetryDelay retryDelay;
    private final Worker worker;
    private final StopSignal stop;

    /** The work of a leader while it leads. */
    public interface Term extends AutoCloseable {

        void start();

        /** Called when the lease is lost: the term no longer waits for answers of PostgreSQL. {@link #close} must still be called. */
        void abandon();

        /** Whether the term ended from within, because another relay leads, whatever the lease shows. */
        boolean over();

        @Override
        void close();
    }

    /** {@code terms} makes the term for a lease epoch. */
    public LeaderElection(RelaySettings settings, PathLifecycle durable, PathLifecycle live, LongFunction<Term> terms) {
        this.settings = settings;
        this.durable = durable;
        this.live = live;
        this.terms = terms;
        // one connection attempt is cheap, and nothing else begins before it succeeds
        this.retryDelay = RoomSettings.retryDelay(settings.backoff(), LONGEST_RETRY);
        this.worker = new Worker(
                new Worker.Life("outbox-relay-leadership", false, PATIENCE, GRACE), retryDelay, new Contending());
        this.stop = worker.stop();
    }

    public void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    private final class Contending implements Worker.Task {

        @Override
        public @Nullable Duration round(StopSignal stop) throws SQLException {
            if (!durableFailed()) { // an error may have ended the round before
                contend();
            }
            if (stop.isGiven() || !durableFailed()) {
                return LOOK;
            }
            each(LeaderElection::failsToo);
            return null;
        }

        /** Updates the states of the paths: the term, if there was one, is closed, so their last states no longer apply. */
        @Override
        public void failed(Throwable failure, Duration delay) {
            if (durableFailed()) {
                return;
            }
            boolean isDatabase = Causes.find(failure, SQLException.class) != null;
            String where = isDatabase ? "" : "cannot lead: ";
            Object awaited = isDatabase ? Causes.POSTGRES : Causes.awaited(failure);
            String reason = new WaitingReason(settings).of(failure);
            each(life -> {
                if (life.state() == RelayStatus.State.FAILED) {
                    noLonger(life);
                }
                life.await(awaited, where + reason);
            });
        }

        @Override
        public boolean giveUp(Error error) {
            each(life -> life.transitionTo(RelayStatus.State.FAILED, Causes.sentence(error) + "; restart the relay"));
            return true;
        }
    }

    private void contend() throws SQLException {
        RelaySettings.Postgres postgres = settings.postgres();
        Connection session = new Connections(postgres).open("lease", SILENCE);
        try (session) {
            Lease.limitSilence(session, postgres.leaseTimeout());
            Optional<Lease> lease = tryAcquire(session);
            while (lease.isEmpty()) {
                standBy(Lease.stranger(session, postgres.schema(), settings.name()));
                retryDelay.reset();
                if (stop.awaitGiven(LOOK)) {
                    return;
                }
                lease = tryAcquire(session);
            }
            lead(lease.get());
        }
    }

    /** Behind another relay that is as it should be; behind anybody else nothing is published. */
    private void standBy(Optional<AdvisoryLock.Holder> stranger) {
        if (stranger.isEmpty()) {
            String why = "another relay named '" + settings.name() + "' leads";
            each(life -> life.transitionTo(RelayStatus.State.STANDBY, why));
            return;
        }
        String why = "the lock of relay '" + settings.name() + "' is held by " + stranger.get()
                + ", which is no relay; run: select pg_terminate_backend("
                + stranger.get().process() + ")";
        each(life -> life.await(stranger.get(), why));
    }

    private Optional<Lease> tryAcquire(Connection session) throws SQLException {
        return Lease.tryAcquire(session, settings.postgres().schema(), settings.name(), holder());
    }

    private void lead(Lease lease) throws SQLException {
        log.info("Leading as relay '{}', epoch {}", settings.name(), lease.epoch());
        try (Term term = terms.apply(lease.epoch())) {
            term.start();
            while (!stop.awaitGiven(LOOK) && !durableFailed() && !term.over() && lease.held()) {
                retryDelay.reset();
            }
            if (!stop.isGiven()) {
                term.abandon();
            }
        }
        if (!stop.isGiven() && !durableFailed()) {
            each(LeaderElection::noLonger);
        }
    }

    private boolean durableFailed() {
        return durable.state() == RelayStatus.State.FAILED;
    }

    /** Sets the path to FAILED; a path that failed by itself keeps its reason. */
    private static void failsToo(PathLifecycle life) {
        if (life.state() != RelayStatus.State.FAILED) {
            life.transitionTo(RelayStatus.State.FAILED, "the durable path failed; restart the relay");
        }
    }

    /** Sets the path to STANDBY; a path that waits keeps its reason, which most often also ended the lease. */
    private static void noLonger(PathLifecycle life) {
        if (life.state() != RelayStatus.State.WAITING) {
            life.transitionTo(RelayStatus.State.STANDBY, "the lease is gone");
        }
    }

    private void each(Consumer<PathLifecycle> action) {
        action.accept(durable);
        if (settings.live().redisUrl() != null) {
            action.accept(live);
        }
    }

    private static String holder() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }

    /** Ends the term and releases the lease. Idempotent, bounded, legal before start. */
    @Override
    public void close() {
        worker.close();
    }
}

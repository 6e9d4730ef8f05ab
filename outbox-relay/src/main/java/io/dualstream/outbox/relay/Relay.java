package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.leader.IdleStatus;
import io.dualstream.outbox.relay.internal.leader.LeaderElection;
import io.dualstream.outbox.relay.internal.leader.LeaderTerm;
import io.dualstream.outbox.relay.internal.leader.Preflight;
import io.dualstream.outbox.relay.internal.reconcile.Reconciliation;
import io.dualstream.outbox.relay.internal.runtime.ExplainedReconciler;
import io.dualstream.outbox.relay.internal.runtime.Listeners;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.WaitingReason;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Streams the committed events of the outbox table to Kafka, exactly once, and live to Redis. Thread-safe. The caller that
 * starts a relay must close it; a closed relay cannot be started again.
 */
public final class Relay implements AutoCloseable {

    private final RelaySettings settings;
    private final RelayListener listener;
    private final PathLifecycle durableLife;
    private final PathLifecycle liveLife;
    private final LeaderElection leadership;
    private final AtomicReference<@Nullable LeaderTerm> term = new AtomicReference<>();
    private boolean started;

    private Relay(RelaySettings settings, RelayListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.durableLife = new PathLifecycle(RelayStatus.Path.DURABLE, listener);
        this.liveLife = new PathLifecycle(RelayStatus.Path.LIVE, listener);
        this.leadership = new LeaderElection(settings, durableLife, liveLife, this::newTerm);
    }

    private LeaderTerm newTerm(long epoch) {
        LeaderTerm next = new LeaderTerm(settings, listener, durableLife, liveLife, epoch);
        term.set(next);
        return next;
    }

    /** Returns a builder of a relay. The relay has no listener unless {@link Builder#listener} adds one. */
    public static Builder builder(RelaySettings settings) {
        return new Builder(settings);
    }

    /**
     * Returns a reconciler, which compares the table with the events that a relay with these settings wrote to Kafka and
     * Redis. No relay needs to run.
     */
    public static Reconciler reconciler(RelaySettings settings) {
        return new ExplainedReconciler(
                new Reconciliation(new RoomSettings(settings).reconcile()), new WaitingReason(settings));
    }

    /**
     * Checks the set-up and starts streaming on the relay's own threads. If Kafka or Redis is down, the relay waits for the
     * server. If the database cannot be used in its present state, the relay does not start.
     *
     * @throws RelayStartException if a human must change something first; nothing was started
     * @throws IllegalStateException if the relay was started or closed before
     */
    public synchronized void start() {
        if (started) {
            throw new IllegalStateException("A relay starts once; build another");
        }
        new Preflight(settings).run();
        started = true;
        leadership.start();
    }

    /** Returns the status of this relay. Contacts no server. */
    public RelayStatus status() {
        LeaderTerm now = term.get();
        return now == null ? IdleStatus.of(settings, durableLife, liveLife) : now.status();
    }

    /** Returns the events that Kafka rejected for good. Works whether this relay leads, stands by or is not started. */
    public DeadLetters deadLetters() {
        return new OperatorDeadLetters(settings);
    }

    /**
     * Finishes the current batch, confirms the published events and stops. Idempotent, bounded in time, allowed before
     * {@link #start}.
     */
    @Override
    public void close() {
        synchronized (this) { // but no longer: listeners are called meanwhile
            started = true;
        }
        leadership.close();
        durableLife.transitionTo(RelayStatus.State.STOPPED, "closed");
        liveLife.transitionTo(RelayStatus.State.STOPPED, "closed");
    }

    /** Builds a relay. */
    public static final class Builder {
        private final RelaySettings settings;
        private final List<RelayListener> listeners = new ArrayList<>();

        private Builder(RelaySettings settings) {
            this.settings = settings;
        }

        /**
         * Adds a listener. If a method of the listener throws, the relay logs the first exception of that method and is not
         * affected.
         */
        public Builder listener(RelayListener listener) {
            listeners.add(listener);
            return this;
        }

        public Relay build() {
            return new Relay(settings, new Listeners(listeners));
        }
    }
}

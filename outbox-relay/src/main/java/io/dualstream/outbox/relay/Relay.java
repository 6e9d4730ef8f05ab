package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.leader.IdleStatus;
import io.dualstream.outbox.relay.internal.leader.LeaderElection;
import io.dualstream.outbox.relay.internal.leader.LeaderTerm;
import io.dualstream.outbox.relay.internal.leader.Preflight;
import io.dualstream.outbox.relay.internal.reconcile.Reconciliation;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Listeners;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Streams what is committed to the outbox table: exactly once to Kafka, live to Redis. Thread-safe. Whoever starts it
 * closes it; once closed it stays closed.
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

    /** A relay that nobody listens to, unless {@link Builder#listener} says otherwise. */
    public static Builder builder(RelaySettings settings) {
        return new Builder(settings);
    }

    /** Compares the table with what a relay of these settings made of it in Kafka and Redis. No relay needs to run. */
    public static Reconciler reconciler(RelaySettings settings) {
        Reconciliation reconciliation = new Reconciliation(new RoomSettings(settings).reconcile());
        return range -> {
            try {
                return reconciliation.run(range);
            } catch (SQLException e) {
                throw new SQLException(Causes.sentence(e), e.getSQLState(), e);
            }
        };
    }

    /**
     * Checks what it can and starts streaming on threads of its own. Kafka or Redis being away is waited for; a database
     * that cannot be used as it is, is an error.
     *
     * @throws RelayStartException if a human must change something first; nothing was started
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized void start() {
        if (started) {
            throw new IllegalStateException("A relay starts once; build another");
        }
        new Preflight(settings).run();
        started = true;
        leadership.start();
    }

    /** What this relay knows of itself. Touches no server. */
    public RelayStatus status() {
        LeaderTerm now = term.get();
        return now == null ? IdleStatus.of(settings, durableLife, liveLife) : now.status();
    }

    /** Events that Kafka refused for good. Works whether this relay leads, stands by or is not started. */
    public DeadLetters deadLetters() {
        return new OperatorDeadLetters(settings);
    }

    /** Finishes the batch under way, confirms what was published and stops. Idempotent, bounded, legal before start. */
    @Override
    public void close() {
        synchronized (this) { // but no longer: listeners are called meanwhile
            started = true;
        }
        leadership.close();
        durableLife.transitionTo(RelayStatus.State.STOPPED, "closed");
        liveLife.transitionTo(RelayStatus.State.STOPPED, "closed");
    }

    /** Puts a relay together. */
    public static final class Builder {
        private final RelaySettings settings;
        private final List<RelayListener> listeners = new ArrayList<>();

        private Builder(RelaySettings settings) {
            this.settings = settings;
        }

        /** Adds a listener. What it throws is logged, once for each of its methods, and costs nobody anything. */
        public Builder listener(RelayListener listener) {
            listeners.add(listener);
            return this;
        }

        public Relay build() {
            return new Relay(settings, new Listeners(listeners));
        }
    }
}

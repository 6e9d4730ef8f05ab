package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the relay inside this application. The relay starts after every other bean, and drains and stops before the other
 * beans stop. A context that is stopped and started again gets a new relay.
 */
public final class InProcessRelay implements SmartLifecycle {

    private final RelaySettings settings;
    private final List<RelayListener> listeners;
    private volatile Relay relay;
    private boolean running;

    InProcessRelay(RelaySettings settings, List<RelayListener> listeners) {
        this.settings = settings;
        this.listeners = listeners;
        this.relay = build();
    }

    /** Returns the status of the relay. Contacts no server. */
    public RelayStatus status() {
        return relay.status();
    }

    /** Throws {@link io.dualstream.outbox.relay.status.RelayStartException} if a human must change something first. */
    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        relay = build();
        relay.start();
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        relay.close();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private Relay build() {
        Relay.Builder builder = Relay.builder(settings);
        listeners.forEach(builder::listener);
        return builder.build();
    }
}

package io.dualstream.outbox.relay;

/**
 * Streams what is committed to the outbox table: exactly once to Kafka, live to Redis. Thread-safe. Whoever starts it
 * closes it.
 */
public final class Relay implements AutoCloseable {

    private final RelaySettings settings;
    private final RelayListener listener;

    private Relay(RelaySettings settings, RelayListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** A relay that nobody listens to, unless {@link Builder#listener} says otherwise. */
    public static Builder builder(RelaySettings settings) {
        return new Builder(settings);
    }

    /**
     * Checks what it can reach and starts streaming on threads of its own. A server that is away is waited for; a server
     * or setting that is wrong is an error.
     *
     * @throws RelayStartException if a human must change something first; nothing was started
     */
    public void start() {
        if (listener != null) {
            throw new RelayStartException("The relay cannot stream yet");
        }
    }

    /** What this relay knows of itself. Touches no server. */
    public RelayStatus status() {
        return new RelayStatus(
                settings.name(),
                new RelayStatus.Durable(PathState.NEW, null, settings.postgres().slot(), null, -1, null, 0, 0, 0, null),
                new RelayStatus.Live(PathState.NEW, null, 0, 0, 0, 0, 0, 0, null));
    }

    /** Finishes the batch under way, confirms what was published and stops. Idempotent, bounded, legal before start. */
    @Override
    public void close() {}

    /** Puts a relay together. */
    public static final class Builder {
        private final RelaySettings settings;
        private RelayListener listener = new RelayListener() {};

        private Builder(RelaySettings settings) {
            this.settings = settings;
        }

        public Builder listener(RelayListener listener) {
            this.listener = listener;
            return this;
        }

        public Relay build() {
            return new Relay(settings, listener);
        }
    }
}

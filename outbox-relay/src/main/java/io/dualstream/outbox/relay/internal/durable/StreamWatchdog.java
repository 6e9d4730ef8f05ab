package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Detects a stalled stream and restarts it once. If the next stream stalls, too, another restart would not help: the stream is
 * kept, and the path counts as not running until data arrives. Used by the path's thread; any thread may call {@link #movedAt}.
 */
final class StreamWatchdog {

    private final RelaySettings settings;
    private final PathLifecycle life;
    private boolean stalled;
    private volatile StreamProgress pulse;

    StreamWatchdog(RelaySettings settings, PathLifecycle life) {
        this.settings = settings;
        this.life = life;
        this.pulse = new StreamProgress(settings.wal().staleAfter(), TimeSource.SYSTEM);
    }

    /** A new stream begins. The stream reports its batches to the returned object. */
    StreamProgress begin() {
        pulse = new StreamProgress(settings.wal().staleAfter(), TimeSource.SYSTEM);
        return pulse;
    }

    /**
     * Checks the stream.
     *
     * @throws StaleStreamException if the stream should be restarted
     */
    void look() {
        StreamProgress now = pulse;
        if (now.movedAt() != null) {
            stalled = false;
        }
        if (!now.isStale()) {
            return;
        }
        StaleStreamException stale = new StaleStreamException(
                settings.postgres().slot(), settings.wal().staleAfter(), now.movedAt());
        // set the state now, because ending the stream may take as long as the server does not answer
        life.await(Causes.awaited(stale), Causes.sentence(stale));
        if (!stalled) {
            stalled = true;
            throw stale;
        }
    }

    /** Whether the path may enter the state {@code RUNNING}. */
    boolean isTrusted() {
        return !stalled && !pulse.isStale();
    }

    /** When the latest stream last made progress; null if it never did. */
    @Nullable
    Instant movedAt() {
        return pulse.movedAt();
    }
}

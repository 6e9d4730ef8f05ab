package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a stream that stands still does not pass for one that runs. It is begun anew, once; should the next one not move
 * either, that is not what helps, and it is left alone, but has to prove itself. Used by the path's thread; {@link #movedAt} by any.
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

    /** A new stream begins, and tells its pulse what it brings. */
    StreamProgress begin() {
        pulse = new StreamProgress(settings.wal().staleAfter(), TimeSource.SYSTEM);
        return pulse;
    }

    /**
     * Looks at the stream.
     *
     * @throws StaleStreamException it should be begun anew
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
        // now: to end the stream may take as long as the server does not answer
        life.await(Causes.awaited(stale), Causes.sentence(stale));
        if (!stalled) {
            stalled = true;
            throw stale;
        }
    }

    /** Whether the path may say that it runs. */
    boolean isTrusted() {
        return !stalled && !pulse.isStale();
    }

    /** When the latest stream moved last; null if it never did. */
    @Nullable
    Instant movedAt() {
        return pulse.movedAt();
    }
}

package io.dualstream.outbox.relay;

import org.jspecify.annotations.Nullable;

/** Both paths, for as long as this relay leads. */
final class RelayTerm implements Leadership.Term {

    private final String name;
    private final PathLife liveLife;
    private final DurablePath durable;
    private final @Nullable LivePath live;

    RelayTerm(RelaySettings settings, RelayListener listener, PathLife durableLife, PathLife liveLife, long epoch) {
        this.name = settings.name();
        this.liveLife = liveLife;
        this.live = settings.live().redisUrl() == null ? null : new LivePath(settings, listener, liveLife, epoch);
        this.durable = new DurablePath(settings, listener, durableLife, live == null ? () -> {} : live::wake);
    }

    @Override
    public void start() {
        if (live != null) {
            live.start();
        }
        durable.start();
    }

    @Override
    public boolean over() {
        return durable.fenced() || (live != null && live.fenced());
    }

    RelayStatus status() {
        return new RelayStatus(name, durable.status(), live == null ? RelayStatus.noLive(liveLife) : live.status());
    }

    /** The live path last: the durable one may still wake it. */
    @Override
    public void close() {
        durable.close();
        if (live != null) {
            live.close();
        }
    }
}

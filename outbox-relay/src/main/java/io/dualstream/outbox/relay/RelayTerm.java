package io.dualstream.outbox.relay;

/** Both paths, for as long as this relay leads. */
final class RelayTerm implements Leadership.Term {

    private final String name;
    private final DurablePath durable;

    RelayTerm(RelaySettings settings, RelayListener listener, PathLife durableLife, PathLife liveLife, long epoch) {
        this.name = settings.name();
        this.durable = new DurablePath(settings, listener, durableLife, () -> {});
    }

    @Override
    public void start() {
        durable.start();
    }

    @Override
    public boolean over() {
        return durable.fenced();
    }

    RelayStatus status() {
        return new RelayStatus(
                name, durable.status(), new RelayStatus.Live(PathState.NEW, null, 0, 0, 0, 0, 0, 0, null));
    }

    @Override
    public void close() {
        durable.close();
    }
}

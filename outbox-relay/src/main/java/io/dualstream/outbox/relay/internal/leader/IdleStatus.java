package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.List;
import java.util.Map;

/** The status of a relay that has not led yet. */
public final class IdleStatus {

    private IdleStatus() {}

    /** The status of a relay that never led. */
    public static RelayStatus of(RelaySettings settings, PathLifecycle durable, PathLifecycle live) {
        return new RelayStatus(
                settings.name(),
                new RelayStatus.Durable(
                        durable.state(),
                        durable.waitingFor(),
                        settings.postgres().slot(),
                        null,
                        -1,
                        null,
                        0,
                        0,
                        0,
                        null,
                        0,
                        0,
                        Map.of(),
                        0,
                        List.of(),
                        new RelayStatus.Wal(-1, null, settings.wal().maxRetainedBytes(), 0, null)),
                live(live),
                new RelayStatus.Retention(settings.retention(), 0, 0, Map.of()));
    }

    /** The status of a live path that does not exist or never ran. */
    static RelayStatus.Live live(PathLifecycle life) {
        return new RelayStatus.Live(life.state(), life.waitingFor(), 0, 0, 0, 0, 0, 0, null);
    }
}

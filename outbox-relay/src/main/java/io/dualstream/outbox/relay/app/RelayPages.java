package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.app.StatusServer.Page;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pages that the relay process serves: probes ({@code /livez}, {@code /readyz} and Spring Boot's names for them),
 * {@code /status} as JSON and {@code /metrics} for Prometheus.
 *
 * <p>The relay is live unless the durable path has failed for good. The relay is ready if the durable path runs or stands by
 * for another relay, and the live path has made its first attempt. A Redis that is down does not make a relay unready.
 */
final class RelayPages {

    private static final Set<RelayStatus.State> READY =
            EnumSet.of(RelayStatus.State.RUNNING, RelayStatus.State.STANDBY);
    private static final Set<RelayStatus.State> NOT_YET = EnumSet.of(RelayStatus.State.NEW, RelayStatus.State.STARTING);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Supplier<RelayStatus> status;
    private final Supplier<String> metrics;
    private final boolean pushesLive;

    RelayPages(Supplier<RelayStatus> status, Supplier<String> metrics, boolean pushesLive) {
        this.status = status;
        this.metrics = metrics;
        this.pushesLive = pushesLive;
    }

    Map<String, Supplier<Page>> byPath() {
        return Map.of(
                "/livez", this::live,
                "/readyz", this::ready,
                "/actuator/health/liveness", this::live,
                "/actuator/health/readiness", this::ready,
                "/status", () -> new Page(200, "application/json", json.writeValueAsString(status.get()) + "\n"),
                "/metrics", () -> new Page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    }

    private Page live() {
        return health(status.get().durable().state() != RelayStatus.State.FAILED);
    }

    private Page ready() {
        RelayStatus now = status.get();
        boolean liveTried = !pushesLive || !NOT_YET.contains(now.live().state());
        return health(READY.contains(now.durable().state()) && liveTried);
    }

    private static Page health(boolean up) {
        return up
                ? new Page(200, "application/json", "{\"status\":\"UP\"}\n")
                : new Page(503, "application/json", "{\"status\":\"DOWN\"}\n");
    }
}

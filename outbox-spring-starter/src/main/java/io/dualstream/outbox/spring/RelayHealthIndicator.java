package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.status.RelayStatus;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Reports down if the durable path has failed for good. A path that waits recovers by itself, and a path that stands by is healthy. */
final class RelayHealthIndicator extends AbstractHealthIndicator {

    private final InProcessRelay relay;

    RelayHealthIndicator(InProcessRelay relay) {
        this.relay = relay;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        RelayStatus.Durable durable = relay.status().durable();
        RelayStatus.Live live = relay.status().live();
        health.up();
        if (durable.state() == RelayStatus.State.FAILED) {
            health.down();
        }
        health.withDetail("durable", durable.state())
                .withDetail("live", live.state())
                .withDetail("lagBytes", durable.lagBytes())
                .withDetail("deadLetters", durable.deadLetters());
        if (durable.waitingFor() != null) {
            health.withDetail("waitingFor", durable.waitingFor());
        }
    }
}

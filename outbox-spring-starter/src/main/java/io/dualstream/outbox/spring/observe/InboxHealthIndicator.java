package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.Inbox;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Reports up while the inbox can be read, whatever events failed. The details name the consumers with failures. */
final class InboxHealthIndicator extends AbstractHealthIndicator {

    private final Inbox inbox;

    InboxHealthIndicator(Inbox inbox) {
        super("The inbox cannot be read");
        this.inbox = inbox;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        inbox.failures().open().forEach(open -> health.withDetail(open.consumer(), open));
        health.up();
    }
}

package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.Inbox;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while the inbox can be read, whatever consumers failed at: who is not done with everything is named in the details. */
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

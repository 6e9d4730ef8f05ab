package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.InboxFailures;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The endpoint {@code /actuator/inbox}: for each consumer, the number of events that fail, and of events that were given up. */
@Endpoint(id = "inbox")
final class InboxEndpoint {

    private final Inbox inbox;

    InboxEndpoint(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Consumers that are done with everything are not named. */
    public record Report(List<InboxFailures.Open> failures) {}

    @ReadOperation
    public Report report() {
        return new Report(inbox.failures().open());
    }
}

package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.internal.text.Counted;
import java.util.List;

/**
 * Kafka refuses some of the events for good. With a transaction, nothing was published; without one, the other events may be
 * published.
 */
public final class RefusedException extends OutboxException {

    private static final long serialVersionUID = 1L;

    private final transient List<Refusal> refusals;

    public RefusedException(List<Refusal> refusals) {
        super(
                "Kafka refuses " + Counted.of(refusals.size(), "event") + ": "
                        + refusals.get(0).cause().getMessage(),
                refusals.get(0).cause());
        this.refusals = List.copyOf(refusals);
    }

    /** At least one refusal, in the order of the events. */
    public List<Refusal> refusals() {
        return refusals;
    }
}

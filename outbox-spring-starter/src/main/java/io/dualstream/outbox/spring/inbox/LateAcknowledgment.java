package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Delays acknowledgments that a listener makes within the transaction until after its commit. If the record were acknowledged
 * earlier, a crash could lose it.
 */
final class LateAcknowledgment implements Acknowledgment {

    private final @Nullable Acknowledgment real;
    private boolean given;

    LateAcknowledgment(@Nullable Acknowledgment real) {
        this.real = real;
    }

    /** An acknowledgment for a replay, which has no record to acknowledge. */
    static Acknowledgment ofNobody() {
        return new LateAcknowledgment(null);
    }

    @Nullable
    Acknowledgment orNull() {
        return real == null ? null : this;
    }

    @Override
    public void acknowledge() {
        given = true;
    }

    /** Passes on the acknowledgment that the listener made, or would have made if it had been called. */
    void follow(String consumer, Outcome outcome) {
        if (!outcome.isDone()) {
            throw new BusyException(consumer);
        }
        if (real != null && (given || outcome != Outcome.HANDLED)) {
            real.acknowledge();
        }
    }
}

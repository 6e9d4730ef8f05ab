package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/** What a listener acknowledges within the transaction is acknowledged after its commit: never before, or a crash would lose it. */
final class LateAcknowledgment implements Acknowledgment {

    private final @Nullable Acknowledgment real;
    private boolean given;

    LateAcknowledgment(@Nullable Acknowledgment real) {
        this.real = real;
    }

    /** For a replay: there is no record to acknowledge. */
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

    /** Passes on what the listener said, or what it would have said if it had been called. */
    void follow(String consumer, Outcome outcome) {
        if (!outcome.isDone()) {
            throw new BusyException(consumer);
        }
        if (real != null && (given || outcome != Outcome.HANDLED)) {
            real.acknowledge();
        }
    }
}

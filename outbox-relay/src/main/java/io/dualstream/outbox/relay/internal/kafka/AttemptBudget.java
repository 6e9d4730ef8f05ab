package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;

/**
 * Counts consecutive failures for which it is unclear whether an event is the cause. After the maximum number of attempts at
 * the same batch, the relay searches for the event. Used by one thread at a time.
 */
public final class AttemptBudget {

    private final int maxAttempts;
    private int attempts;

    public AttemptBudget(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    /** Counts the error if it is ambiguous; returns whether the attempts are used up, so that an event is to be blamed. */
    boolean endsWith(SendErrorClassifier verdict) {
        return verdict == SendErrorClassifier.UNCERTAIN && ++attempts >= maxAttempts;
    }

    boolean isOver() {
        return attempts >= maxAttempts;
    }

    void renew() {
        attempts = 0;
    }
}

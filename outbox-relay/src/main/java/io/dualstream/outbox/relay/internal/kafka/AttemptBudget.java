package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;

/**
 * With errors of which nobody knows whether the event is to blame: the same batch is tried so many times in a row before
 * the event is looked for. Used by one thread at a time.
 */
public final class AttemptBudget {

    private final int maxAttempts;
    private int attempts;

    public AttemptBudget(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    /** Whether such an error, one more of them, is to be held against an event. */
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

package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.OutboxException;

/** A dead letter stops the durable path, because its policy is to halt. */
final class HaltedException extends OutboxException {

    private static final long serialVersionUID = 1L;

    HaltedException(long number, String reason) {
        super("Dead letter " + number + " halts the path until it is retried, edited and retried, or discarded: "
                + reason);
    }
}

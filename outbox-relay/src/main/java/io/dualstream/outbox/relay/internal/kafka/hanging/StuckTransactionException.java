package io.dualstream.outbox.relay.internal.kafka.hanging;

import io.dualstream.outbox.OutboxException;

/**
 * Kafka has decided the outcome of the last transaction under a transactional id, and cannot end the transaction: until then
 * the id cannot be used.
 */
public final class StuckTransactionException extends OutboxException {

    private static final long serialVersionUID = 1L;

    StuckTransactionException(String message) {
        super(message);
    }
}

package io.dualstream.outbox.relay.internal.kafka.hanging;

import io.dualstream.outbox.OutboxException;

/** Kafka has decided on the last transaction under a transactional id, and cannot end it: until then the id is of no use. */
public final class StuckTransactionException extends OutboxException {

    private static final long serialVersionUID = 1L;

    StuckTransactionException(String message) {
        super(message);
    }
}

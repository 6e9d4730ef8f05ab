package io.dualstream.outbox.relay.internal.kafka.client;

import io.dualstream.outbox.OutboxException;

/** Kafka did not do what was asked. The relay tries again from what Kafka holds. */
public final class KafkaUnavailableException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

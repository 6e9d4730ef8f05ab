package io.dualstream.outbox.relay.internal.kafka.client;

import io.dualstream.outbox.OutboxException;

/** Kafka did not carry out a request. The relay tries again from the state that Kafka holds. */
public final class KafkaUnavailableException extends OutboxException {

    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

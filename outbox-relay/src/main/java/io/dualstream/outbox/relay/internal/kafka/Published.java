package io.dualstream.outbox.relay.internal.kafka;

/**
 * What became of events handed to an {@link EventPublisher}.
 *
 * @param events that Kafka holds now
 * @param setAside that are dead letters instead
 */
public record Published(int events, int setAside) {}

package io.dualstream.outbox.relay.internal.kafka;

/**
 * The outcome of a publication.
 *
 * @param events number of events that Kafka holds now
 * @param setAside number of events that are dead letters instead
 */
public record Published(int events, int setAside) {}

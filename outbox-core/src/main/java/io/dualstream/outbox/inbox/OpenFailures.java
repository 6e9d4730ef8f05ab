package io.dualstream.outbox.inbox;

/**
 * How many events a consumer is not done with.
 *
 * @param failing those that come again by themselves
 * @param dead those given up, until somebody replays or discards them
 */
public record OpenFailures(String consumer, long failing, long dead) {}

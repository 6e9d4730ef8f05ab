package io.dualstream.outbox.live;

/**
 * Is told one message at a time, in order, on a thread of the hub that writes to clients, while no lock is held: do not block it for long.
 * What it throws costs its own subscription, and nobody else's.
 */
public interface LiveListener {

    /** An event, a reset, or a heartbeat. Whatever it throws, an Error too, is logged and ends the subscription. */
    void on(LiveMessage message);

    /** Nothing more comes, and its owner did not ask for that. What it throws is logged. */
    default void ended(LiveEnd end) {}
}

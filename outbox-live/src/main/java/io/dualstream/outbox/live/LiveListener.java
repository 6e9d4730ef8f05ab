package io.dualstream.outbox.live;

/** Is told one message at a time, in order, on a thread of the hub: do not block it for long. */
public interface LiveListener {

    /** An event, a reset, or a heartbeat. An exception ends the subscription. */
    void on(LiveMessage message);

    /** Nothing more comes, and its owner did not ask for that. */
    default void ended(LiveEnd end) {}
}

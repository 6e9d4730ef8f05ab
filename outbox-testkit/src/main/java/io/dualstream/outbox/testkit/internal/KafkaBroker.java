package io.dualstream.outbox.testkit.internal;

/** A broker on a formatted directory. It may be started again after it ended. */
public interface KafkaBroker {

    /** Starts the broker; returns when the broker serves clients. */
    void start();

    /** Stops the broker in an orderly way; does nothing if it does not run. */
    void stop();

    /** Ends the broker at once, without a shutdown. */
    void kill();
}

package io.dualstream.outbox.testkit.internal;

/** A broker on a directory that was formatted; may be started again after it ended. */
public interface KafkaBroker {

    /** Returns when clients are served. */
    void start();

    /** Ends it in an orderly way; one that does not run is left alone. */
    void stop();

    /** Ends it without a chance to do anything more. */
    void kill();
}

package io.dualstream.outbox.benchmarks.control;

/** One way to move events from PostgreSQL to Kafka. */
@FunctionalInterface
public interface Control {

    /** Runs until the process is stopped, or until all events are moved. */
    void run(ControlSettings settings) throws Exception;
}

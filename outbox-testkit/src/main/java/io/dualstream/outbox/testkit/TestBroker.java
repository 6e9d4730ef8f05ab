package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.InProcessBroker;
import io.dualstream.outbox.testkit.internal.KafkaBroker;
import io.dualstream.outbox.testkit.internal.ProcessReaper;
import java.nio.file.Path;

/**
 * A second broker, number 2, in the cluster of a {@link TestKafka}, inside this JVM. Tests use the broker for replicas that
 * become unavailable while the rest of Kafka keeps running. Topics that already exist have no replicas on this broker.
 * Thread-safe. Must be closed before the cluster.
 */
public final class TestBroker implements AutoCloseable {

    /** The broker's number, for the assignment of a topic's replicas. */
    public static final int ID = 2;

    private final Path temporary = Directories.temporary("kafka-broker");
    private final ProcessReaper reaper = ProcessReaper.on(temporary);
    private final KafkaBroker broker;
    private boolean running;

    private TestBroker(TestKafka cluster) {
        broker = new InProcessBroker(cluster.formatBroker(ID, temporary));
    }

    /** Starts the broker. When the method returns, the broker can hold replicas. */
    public static TestBroker join(TestKafka cluster) {
        TestBroker joined = new TestBroker(cluster);
        joined.start();
        return joined;
    }

    /** Starts the broker again with its data. Does nothing if the broker is running. */
    public synchronized void start() {
        if (!running) {
            broker.start();
            running = true;
        }
    }

    /**
     * Shuts the broker down in an orderly way and keeps its data. Partitions whose only replica is on this broker have no
     * leader until the broker starts again.
     */
    public synchronized void stop() {
        broker.stop();
        running = false;
    }

    /** Stops the broker and deletes its data. */
    @Override
    public synchronized void close() {
        stop();
        reaper.release();
        Directories.delete(temporary);
    }
}

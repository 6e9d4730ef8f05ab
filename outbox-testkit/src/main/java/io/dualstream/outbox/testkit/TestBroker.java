package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.InProcessBroker;
import io.dualstream.outbox.testkit.internal.KafkaBroker;
import io.dualstream.outbox.testkit.internal.ProcessReaper;
import java.nio.file.Path;

/**
 * One more broker, number 2, in the cluster of a {@link TestKafka}, inside this JVM: for replicas that can go away while the rest of
 * Kafka goes on. Topics that exist already have none there. Thread-safe; close it before the cluster.
 */
public final class TestBroker implements AutoCloseable {

    /** Its number, for a topic's assignment of replicas. */
    public static final int ID = 2;

    private final Path temporary = Directories.temporary("kafka-broker");
    private final ProcessReaper reaper = ProcessReaper.on(temporary);
    private final KafkaBroker broker;
    private boolean running;

    private TestBroker(TestKafka cluster) {
        broker = new InProcessBroker(cluster.formatBroker(ID, temporary));
    }

    /** Starts it; it can hold replicas when this returns. */
    public static TestBroker join(TestKafka cluster) {
        TestBroker joined = new TestBroker(cluster);
        joined.start();
        return joined;
    }

    /** Starts it again, with what it held; a running one is left alone. */
    public synchronized void start() {
        if (!running) {
            broker.start();
            running = true;
        }
    }

    /** Shuts it down in an orderly way, keeping its data: what had its only replica here has no leader until it starts again. */
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

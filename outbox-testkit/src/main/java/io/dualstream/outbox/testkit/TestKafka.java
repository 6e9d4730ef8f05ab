package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.InProcessBroker;
import io.dualstream.outbox.testkit.internal.KafkaBroker;
import io.dualstream.outbox.testkit.internal.KafkaProcess;
import io.dualstream.outbox.testkit.internal.Ports;
import io.dualstream.outbox.testkit.internal.ProcessReaper;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of one broker (KRaft) with transactions, inside this JVM unless the builder says otherwise. Thread-safe.
 * Must be closed.
 */
public final class TestKafka implements AutoCloseable {
    private final int port = Ports.free();
    private final Path temporary = Directories.temporary("kafka");
    private final ProcessReaper reaper = ProcessReaper.on(temporary);
    private final String cluster = Uuid.randomUuid().toString();
    private final Properties settings;
    private final KafkaBroker broker;

    TestKafka(TestKafkaBuilder options) {
        settings = KafkaStorage.settings(port, temporary, options);
        broker = options.isInProcess()
                ? new KafkaProcess(settings, bootstrapServers(), temporary, reaper)
                : new InProcessBroker(settings);
        try {
            KafkaStorage.format(settings, cluster);
            broker.start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a broker inside this JVM. Topics must be created explicitly, as on most production clusters. */
    public static TestKafka start() {
        return builder().start();
    }

    /**
     * Starts a broker inside this JVM with parameters of {@code server.properties}, such as
     * {@code auto.create.topics.enable}.
     */
    public static TestKafka start(Map<String, String> settings) {
        return builder().settings(settings).start();
    }

    public static TestKafkaBuilder builder() {
        return new TestKafkaBuilder();
    }

    /** Formats a directory for another broker of this cluster, and returns the settings of that broker. */
    Properties formatBroker(int node, Path directory) {
        Properties other = KafkaStorage.settingsOfBroker(node, directory, settings);
        KafkaStorage.format(other, cluster);
        return other;
    }

    /** Returns the port on loopback, which never changes. */
    public int port() {
        return port;
    }

    /** Returns the address of the broker, for example {@code 127.0.0.1:20123}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Deletes every topic except Kafka's own, with all records. Returns when the topics are gone. */
    public void deleteTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Set<String> topics = admin.listTopics().names().get();
            admin.deleteTopics(topics).all().get();
            while (admin.listTopics().names().get().stream().anyMatch(topics::contains)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } catch (ExecutionException e) {
            throw new TestServerException("cannot delete the topics of " + bootstrapServers(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestServerException("interrupted while deleting topics", e);
        }
    }

    /** Shuts the broker down in an orderly way and keeps its data. Does nothing if the broker is stopped. */
    public synchronized void stop() {
        broker.stop();
    }

    /**
     * Kills the broker ({@code kill -9}). Acknowledged records remain in the broker's files.
     *
     * @throws UnsupportedOperationException if the broker runs inside this JVM: see {@link TestKafkaBuilder#inProcess}
     */
    public synchronized void kill() {
        broker.kill();
    }

    /** Starts the broker again with the same port and data. If the broker is running, stops it first. */
    public synchronized void restart() {
        stop();
        broker.start();
    }

    /** Stops the broker and deletes its data. */
    @Override
    public synchronized void close() {
        stop();
        reaper.release();
        Directories.delete(temporary);
    }
}

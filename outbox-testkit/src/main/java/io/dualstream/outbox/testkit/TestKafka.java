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

/** A Kafka cluster of one broker (KRaft) with transactions, inside this JVM unless asked for otherwise. Thread-safe; close it. */
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

    /** Starts a broker inside this JVM on which topics must be created, as on most production clusters. */
    public static TestKafka start() {
        return builder().start();
    }

    /** Starts one inside this JVM with parameters of {@code server.properties}, such as {@code auto.create.topics.enable}. */
    public static TestKafka start(Map<String, String> settings) {
        return builder().settings(settings).start();
    }

    public static TestKafkaBuilder builder() {
        return new TestKafkaBuilder();
    }

    /** Another broker of this cluster: its settings, in a directory that is formatted. */
    Properties formatBroker(int node, Path directory) {
        Properties other = KafkaStorage.settingsOfBroker(node, directory, settings);
        KafkaStorage.format(other, cluster);
        return other;
    }

    /** Loopback port; the same for the broker's whole life. */
    public int port() {
        return port;
    }

    /** For example {@code 127.0.0.1:20123}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Deletes every topic but Kafka's own, with all records; returns when they are gone. */
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

    /** Shuts the broker down in an orderly way, keeping its data; a stopped broker is left alone. */
    public synchronized void stop() {
        broker.stop();
    }

    /**
     * Kills the broker ({@code kill -9}); what it acknowledged is in its files.
     *
     * @throws UnsupportedOperationException if it runs inside this JVM: {@link TestKafkaBuilder#inProcess}
     */
    public synchronized void kill() {
        broker.kill();
    }

    /** Starts the broker again on the same port and data, after stopping it if it still runs. */
    public synchronized void restart() {
        stop();
        broker.start();
    }

    /** Ends the broker and deletes its data. */
    @Override
    public synchronized void close() {
        stop();
        reaper.release();
        Directories.delete(temporary);
    }
}

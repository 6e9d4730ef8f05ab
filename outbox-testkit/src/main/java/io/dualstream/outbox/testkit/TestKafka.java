package io.dualstream.outbox.testkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** A Kafka cluster of one broker (KRaft) inside this JVM, with transactions. Thread-safe; close it. */
public final class TestKafka implements AutoCloseable {
    private final int port = Ports.free();
    private final Path temporary = Directories.temporary("kafka");
    private final Leash leash = Leash.on(temporary);
    private final Properties settings;
    private @Nullable KafkaRaftServer server;

    private TestKafka(Map<String, String> settings, @Nullable TestProxy proxy) {
        this.settings = settings(Ports.free());
        if (proxy != null) {
            listenBehind(proxy);
        }
        this.settings.putAll(settings);
        try {
            format();
            launch();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts a broker on which topics must be created, as on most production clusters. */
    public static TestKafka start() {
        return start(Map.of());
    }

    /** Starts a broker with parameters of {@code server.properties}, such as {@code auto.create.topics.enable}. */
    public static TestKafka start(Map<String, String> settings) {
        return new TestKafka(settings, null);
    }

    /**
     * Starts a broker with parameters, and makes it the proxy's target: clients whose bootstrap server is the proxy reach it through the
     * proxy only. {@link #bootstrapServers} still leads past it.
     */
    public static TestKafka startBehind(TestProxy proxy, Map<String, String> settings) {
        return new TestKafka(settings, proxy);
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
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Starts the broker again on the same port and data, after stopping it if it still runs. */
    public synchronized void restart() {
        stop();
        launch();
    }

    /** Stops the broker and deletes its data. */
    @Override
    public synchronized void close() {
        stop();
        leash.release();
        Directories.delete(temporary);
    }

    private void launch() {
        KafkaLogging.quieten();
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server = starting;
        starting.startup();
    }

    private void format() {
        try {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(settings.getProperty("log.dirs"))
                    .setMetadataLogDirectory(settings.getProperty("log.dirs"))
                    .setPrintStream(KafkaLogging.NOWHERE)
                    .run();
        } catch (Exception e) {
            throw new TestServerException("cannot format Kafka's storage in " + temporary, e);
        }
    }

    /** A listener of its own, which tells clients the proxy's address instead of its own. */
    private void listenBehind(TestProxy proxy) {
        int behind = Ports.free();
        String direct = "PLAINTEXT://127.0.0.1:" + port;
        settings.put("listeners", settings.getProperty("listeners") + ",PROXIED://127.0.0.1:" + behind);
        settings.put("advertised.listeners", direct + ",PROXIED://127.0.0.1:" + proxy.port());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        proxy.target(behind);
    }

    private Properties settings(int controllerPort) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put("process.roles", "broker,controller");
        defaults.put("node.id", "1");
        defaults.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        defaults.put("controller.listener.names", "CONTROLLER");
        defaults.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        defaults.put("log.dirs", temporary.resolve("log").toString());
        // One broker has to be quorum enough for every internal topic.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            defaults.put(topic + ".replication.factor", "1");
            defaults.put(topic + ".num.partitions", "1");
        }
        defaults.put("transaction.state.log.min.isr", "1");
        defaults.put("share.coordinator.state.topic.min.isr", "1");
        defaults.put("auto.create.topics.enable", "false");
        defaults.put("group.initial.rebalance.delay.ms", "0");
        // The default compaction buffer is 128 MB of this JVM's heap.
        defaults.put("log.cleaner.dedupe.buffer.size", "4194304");
        Properties properties = new Properties();
        properties.putAll(defaults);
        return properties;
    }
}

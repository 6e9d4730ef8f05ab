package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.internal.KafkaLogging;
import io.dualstream.outbox.testkit.internal.Ports;
import io.dualstream.outbox.testkit.internal.TestServerException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker's {@code server.properties}, and its data directory. */
final class KafkaStorage {

    private KafkaStorage() {}

    /** Settings of a single broker that is its own controller. */
    static Properties settings(int port, Path directory, TestKafkaBuilder options) {
        int controllerPort = Ports.free();
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", directory.resolve("log").toString());
        // A single broker must be a sufficient quorum for every internal topic.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // The default compaction buffer is 128 MB of this JVM's heap.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        TestProxy proxy = options.proxy();
        if (proxy != null) {
            listenBehind(proxy, port, settings);
        }
        settings.putAll(options.settings());
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Adds a listener that announces the proxy's address to clients instead of its own. */
    private static void listenBehind(TestProxy proxy, int port, Map<String, String> settings) {
        int behind = Ports.free();
        String direct = "PLAINTEXT://127.0.0.1:" + port;
        settings.merge("listeners", ",PROXIED://127.0.0.1:" + behind, String::concat);
        settings.put("advertised.listeners", direct + ",PROXIED://127.0.0.1:" + proxy.port());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        proxy.target(behind);
    }

    /** Settings of another broker of the same cluster, which is not a controller. */
    static Properties settingsOfBroker(int node, Path directory, Properties first) {
        Properties settings = new Properties();
        settings.putAll(first);
        settings.put("process.roles", "broker");
        settings.put("node.id", String.valueOf(node));
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + Ports.free());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", directory.resolve("log").toString());
        return settings;
    }

    static void format(Properties settings, String cluster) {
        String directory = settings.getProperty("log.dirs");
        try {
            new Formatter()
                    .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                    .setClusterId(cluster)
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(directory)
                    .setMetadataLogDirectory(directory)
                    .setPrintStream(KafkaLogging.NOWHERE)
                    .run();
        } catch (Exception e) {
            throw new TestServerException("cannot format Kafka's storage in " + directory, e);
        }
    }
}

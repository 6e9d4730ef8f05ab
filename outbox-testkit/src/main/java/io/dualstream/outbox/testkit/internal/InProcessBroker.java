package io.dualstream.outbox.testkit.internal;

import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** A broker inside this JVM. */
public final class InProcessBroker implements KafkaBroker {
    private final Properties settings;
    private @Nullable KafkaRaftServer server;

    public InProcessBroker(Properties settings) {
        this.settings = settings;
    }

    @Override
    public void start() {
        KafkaLogging.quieten();
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server = starting;
        starting.startup();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException(
                "this broker would take the JVM with it: TestKafka.builder().inProcess().start() starts one that can be killed");
    }
}

package io.dualstream.outbox.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a {@link TestKafka}; each option has a default. */
public final class TestKafkaBuilder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable TestProxy proxy;
    private boolean inProcess;

    TestKafkaBuilder() {}

    /**
     * Sets parameters of {@code server.properties}, such as {@code auto.create.topics.enable}; the last value of a parameter
     * applies.
     */
    public TestKafkaBuilder settings(Map<String, String> settings) {
        this.settings.putAll(settings);
        return this;
    }

    /**
     * Makes the broker the proxy's target. Clients whose bootstrap server is the proxy reach the broker only through the
     * proxy. {@link TestKafka#bootstrapServers} still leads directly to the broker.
     */
    public TestKafkaBuilder behind(TestProxy proxy) {
        this.proxy = proxy;
        return this;
    }

    /**
     * Runs the broker in a JVM of its own with 512 MB of heap, so that a test can kill the broker. Default: inside this JVM.
     */
    public TestKafkaBuilder inProcess() {
        this.inProcess = true;
        return this;
    }

    /** Starts the broker. Returns when the broker serves clients. */
    public TestKafka start() {
        return new TestKafka(this);
    }

    Map<String, String> settings() {
        return settings;
    }

    @Nullable
    TestProxy proxy() {
        return proxy;
    }

    boolean isInProcess() {
        return inProcess;
    }
}

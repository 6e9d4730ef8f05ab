package io.dualstream.outbox.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a {@link TestKafka}; each has a default. */
public final class TestKafkaBuilder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable TestProxy proxy;
    private boolean inProcess;

    TestKafkaBuilder() {}

    /** Any parameters of {@code server.properties}, such as {@code auto.create.topics.enable}; the last value wins. */
    public TestKafkaBuilder settings(Map<String, String> settings) {
        this.settings.putAll(settings);
        return this;
    }

    /**
     * Makes the broker the proxy's target: clients whose bootstrap server is the proxy reach it through the proxy only.
     * {@link TestKafka#bootstrapServers} still leads past it.
     */
    public TestKafkaBuilder behind(TestProxy proxy) {
        this.proxy = proxy;
        return this;
    }

    /** In a JVM of its own with 512 MB of heap, so that it can be killed. Default: inside this one. */
    public TestKafkaBuilder inProcess() {
        this.inProcess = true;
        return this;
    }

    /** Starts the broker; returns when it serves clients. */
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

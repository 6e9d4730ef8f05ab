package io.dualstream.outbox.testkit.spring;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * The relay's settings in a test. The test's own settings precede those of the testkit, which precede those in the
 * application's files.
 */
record TestSettings(ConfigurableEnvironment environment) {

    static final String NAME = "outbox.relay.name";
    static final String SOURCE = "outbox.relay.source";
    static final String SLOT = "outbox.relay.postgres.slot";
    static final String KAFKA = "outbox.relay.kafka.bootstrap-servers";
    static final String REDIS = "outbox.relay.redis.url";
    static final String LIVE_REDIS = "outbox.live.redis.url";

    private static final String DYNAMIC = "Dynamic Test Properties";

    /** Whether the test sets the property, with {@code @DynamicPropertySource} or among its own properties. */
    boolean isSaidByTest(String name) {
        return Stream.of(DYNAMIC, TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME)
                .anyMatch(source -> contains(environment.getPropertySources().get(source), name));
    }

    boolean isSaid(String name) {
        return environment.containsProperty(name);
    }

    String get(String name, String otherwise) {
        return environment.getProperty(name, otherwise);
    }

    void set(DynamicPropertyRegistry properties, String name, String value) {
        if (!isSaidByTest(name)) {
            properties.add(name, () -> value);
        }
    }

    private static boolean contains(@Nullable PropertySource<?> source, String name) {
        return source != null && source.containsProperty(name);
    }
}

package io.dualstream.outbox.testkit.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * Makes a {@code @SpringBootTest} run the application with its relay on real servers. Every test may take {@link Arrivals}
 * as a parameter, which waits for events in Kafka and Redis, and {@link RecordedEvents}. If the test connects a server in
 * its own way (a Testcontainers {@code @ServiceConnection}, connection details, {@code outbox.relay.*} among the test's own
 * properties), that server replaces the JVM's. Each application context has its own relay, slot and CloudEvents source, so
 * that contexts in Spring's cache do not disturb each other.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import({ServerImports.OfAll.class, RecordedEventsConfiguration.class, EndToEndConfiguration.class})
@TestPropertySource(properties = "outbox.relay.enabled=true")
@ExtendWith(TestParameters.class)
public @interface OutboxEndToEndTest {}

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
 * Beside {@code @SpringBootTest}: the application with its relay on real servers, and {@link Arrivals} as a parameter of
 * every test: waits for events in Kafka and Redis. {@link RecordedEvents} is there too. Servers the test connects in its
 * own way (a Testcontainers {@code @ServiceConnection}, connection details, {@code outbox.relay.*} among the test's own
 * properties) are taken instead of the JVM's. Each application context has a relay, a slot and a CloudEvents source of its
 * own, so that contexts Spring caches do not disturb each other.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import({ServerImports.OfAll.class, RecordedEventsConfiguration.class, EndToEndConfiguration.class})
@TestPropertySource(properties = "outbox.relay.enabled=true")
@ExtendWith(TestParameters.class)
public @interface OutboxEndToEndTest {}

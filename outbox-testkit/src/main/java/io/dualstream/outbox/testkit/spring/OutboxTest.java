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
 * Beside {@code @SpringBootTest}: the application on a real, fresh PostgreSQL and without a relay, and
 * {@link RecordedEvents} as a parameter of every test: what the transactions recorded, asserted in one line. A database
 * the test connects in its own way (a Testcontainers {@code @ServiceConnection}, a {@code JdbcConnectionDetails} bean) is
 * taken instead.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import({ServerImports.OfDatabase.class, RecordedEventsConfiguration.class})
@TestPropertySource(properties = "outbox.relay.enabled=false")
@ExtendWith(TestParameters.class)
public @interface OutboxTest {}

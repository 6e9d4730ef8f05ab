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
 * Makes a {@code @SpringBootTest} run the application on a real, fresh PostgreSQL database without a relay. Every test may
 * take {@link RecordedEvents} as a parameter, which contains the events that the transactions recorded and can be asserted
 * in one line. If the test connects a database in its own way (a Testcontainers {@code @ServiceConnection}, a
 * {@code JdbcConnectionDetails} bean), that database is used instead.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import({ServerImports.OfDatabase.class, RecordedEventsConfiguration.class})
@TestPropertySource(properties = "outbox.relay.enabled=false")
@ExtendWith(TestParameters.class)
public @interface OutboxTest {}

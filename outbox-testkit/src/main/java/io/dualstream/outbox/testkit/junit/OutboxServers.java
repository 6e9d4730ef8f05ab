package io.dualstream.outbox.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets a test class take servers as parameters of its constructor, life cycle methods and tests: {@code TestPostgres},
 * {@code TestKafka} and {@code TestRedis}, each shared by the JVM and started when first asked for, and
 * {@code TestDatabase}, a fresh one with the outbox schema for each test, or for the class if a {@code @BeforeAll}
 * method takes it; it is dropped afterwards, with its replication slots.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OutboxServersExtension.class)
public @interface OutboxServers {}

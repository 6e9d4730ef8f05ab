package io.dualstream.outbox.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Passes servers to the constructor, life cycle methods and tests of a test class as parameters. {@code TestPostgres},
 * {@code TestKafka} and {@code TestRedis} are shared by the JVM and start when they are first requested. A
 * {@code TestDatabase} is a fresh database with the outbox schema for each test, or for the class if a {@code @BeforeAll} method
 * takes the database; the database is dropped afterwards, with its replication slots.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OutboxServersExtension.class)
public @interface OutboxServers {}

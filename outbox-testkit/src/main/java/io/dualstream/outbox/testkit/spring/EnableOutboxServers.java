package io.dualstream.outbox.testkit.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Connects a Spring Boot application, or the test class it stands on, to the JVM's shared servers: a fresh, empty database
 * for each application context (the application migrates it), Kafka, and Redis, each where its Boot module is on the class
 * path. Takes the place of {@code spring.datasource.*}, {@code spring.kafka.bootstrap-servers} and
 * {@code spring.data.redis.*}; steps back, server by server, for connection details that are there already, such as those
 * of a Testcontainers {@code @ServiceConnection}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(ServerImports.OfAll.class)
public @interface EnableOutboxServers {}

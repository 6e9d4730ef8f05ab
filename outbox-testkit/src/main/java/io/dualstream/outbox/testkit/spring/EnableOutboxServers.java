package io.dualstream.outbox.testkit.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Connects a Spring Boot application, or the annotated test class, to the JVM's shared servers: a fresh, empty database for
 * each application context (the application migrates the database), Kafka, and Redis, each if its Boot module is on the
 * class path. The connections replace {@code spring.datasource.*}, {@code spring.kafka.bootstrap-servers} and
 * {@code spring.data.redis.*}. If connection details for a server already exist, such as those of a Testcontainers
 * {@code @ServiceConnection}, the annotation does not connect that server.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(ServerImports.OfAll.class)
public @interface EnableOutboxServers {}

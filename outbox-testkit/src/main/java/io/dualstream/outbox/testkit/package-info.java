/**
 * Real PostgreSQL, Kafka and Redis for tests and demos, one line each: no Docker, on loopback and free ports, also as root.
 *
 * <pre>{@code
 * try (TestPostgres postgres = TestPostgres.start();
 *         TestKafka kafka = TestKafka.start();
 *         TestRedis redis = TestRedis.start()) {
 *     TestDatabase database = postgres.createDatabase(); // with the outbox schema
 * }
 * }</pre>
 *
 * Every server keeps its port and its data from {@code start()} to {@code close()}, through any {@code stop} and
 * {@code restart}; {@code close()} leaves no process and no file behind. PostgreSQL and Redis are processes with a reaper
 * held by this JVM: they outlive its shutdown hooks, so that an application can drain into them, and end with it however
 * it ends, {@code kill -9} included. Kafka runs inside the JVM, or as such a process. Linux and macOS.
 *
 * <p>A {@link TestProxy} in front of a server is a network that can be cut, hang, be slow, or lead elsewhere.
 */
@NullMarked
package io.dualstream.outbox.testkit;

import org.jspecify.annotations.NullMarked;

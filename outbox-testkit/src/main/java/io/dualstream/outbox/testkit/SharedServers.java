package io.dualstream.outbox.testkit;

/**
 * One server of each kind for the whole JVM. A server starts when it is first requested, and stops when the JVM ends. Tests
 * must not stop these servers: a test that stops a server starts a server of its own.
 */
public final class SharedServers {
    private SharedServers() {}

    /** Returns the JVM's PostgreSQL server. Each test should create a database with {@link TestPostgres#createDatabase}. */
    public static TestPostgres postgres() {
        return Postgres.SERVER;
    }

    /** Returns the JVM's Kafka broker; {@link TestKafka#deleteTopics} empties the broker. */
    public static TestKafka kafka() {
        return Kafka.SERVER;
    }

    /** Returns the JVM's Redis server; {@link TestRedis#flushAll} empties the server. */
    public static TestRedis redis() {
        return Redis.SERVER;
    }

    private static final class Postgres {
        static final TestPostgres SERVER = TestPostgres.start();
    }

    private static final class Kafka {
        static final TestKafka SERVER = TestKafka.start();
    }

    private static final class Redis {
        static final TestRedis SERVER = TestRedis.start();
    }
}

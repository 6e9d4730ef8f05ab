package io.dualstream.outbox.testkit;

/**
 * One server of each kind for the whole JVM, started when first asked for and ended with the JVM. Leave them running: a
 * test that stops a server starts its own.
 */
public final class SharedServers {
    private SharedServers() {}

    /** The JVM's PostgreSQL; take a database of your own with {@link TestPostgres#createDatabase}. */
    public static TestPostgres postgres() {
        return Postgres.SERVER;
    }

    /** The JVM's Kafka broker; {@link TestKafka#deleteTopics} empties it. */
    public static TestKafka kafka() {
        return Kafka.SERVER;
    }

    /** The JVM's Redis; {@link TestRedis#flushAll} empties it. */
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

package io.dualstream.outbox.relay.campaign;

import io.dualstream.outbox.relay.app.RelayProcess;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;

/**
 * Servers of the campaign's own, which it may stop and kill, with a database, topics and streams that are fresh each time.
 * They last as long as the JVM; whoever stopped one starts it again.
 */
record Servers(TestPostgres postgres, TestKafka kafka, TestRedis redis, TestDatabase database)
        implements AutoCloseable {

    private static final class Running {
        static final TestPostgres POSTGRES = TestPostgres.start();
        static final TestKafka KAFKA = TestKafka.start(Map.of("num.partitions", "4"));
        static final TestRedis REDIS = TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "always"));
    }

    static Servers fresh() {
        return new Servers(Running.POSTGRES, Running.KAFKA, Running.REDIS, Running.POSTGRES.createDatabase());
    }

    /** A relay process on these servers, to be started. */
    RelayProcess.Builder relay() {
        return RelayProcess.builder()
                .jvmArguments("-XX:TieredStopAtLevel=1")
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(kafka.bootstrapServers())
                .redis(redis.url())
                .environment("OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "100000000");
    }

    /** Eight writers, started. */
    Writers writers(Random random) throws SQLException {
        return Writers.start(database.dataSource(), 8, Effort.pause(), random.nextLong());
    }

    /** Forgets everything. */
    @Override
    public void close() {
        redis.flushAll();
        kafka.deleteTopics();
        postgres.dropDatabase(database);
    }
}

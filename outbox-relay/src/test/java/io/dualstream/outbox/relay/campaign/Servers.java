package io.dualstream.outbox.relay.campaign;

import io.dualstream.outbox.relay.app.RelayProcess;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.Map;

/** Servers of a campaign's own, which it may stop and kill: topics of four partitions, a Redis that keeps what it has. */
record Servers(TestPostgres postgres, TestKafka kafka, TestRedis redis, TestDatabase database)
        implements AutoCloseable {

    static Servers start() {
        TestPostgres postgres = TestPostgres.start();
        return new Servers(
                postgres,
                TestKafka.start(Map.of("num.partitions", "4")),
                TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "always")),
                postgres.createDatabase());
    }

    /** A relay process on these servers, live path included, to be started. */
    RelayProcess.Builder relay() {
        return RelayProcess.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka(kafka.bootstrapServers())
                .redis(redis.url())
                .environment("OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "100000000");
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        postgres.close();
    }
}

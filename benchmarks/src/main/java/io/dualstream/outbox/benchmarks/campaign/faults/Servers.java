package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.LinkedHashMap;
import java.util.Map;

/** Servers of the campaign's own, which it may stop and kill; whoever stopped one starts it again. Close it. */
public record Servers(TestPostgres postgres, TestKafka kafka, TestRedis redis) implements AutoCloseable {

    /** Redis keeps what it acknowledged: whatever is lost then, the relay lost. */
    public static Servers start() {
        return new Servers(
                TestPostgres.start(),
                TestKafka.start(Map.of("num.partitions", "4")),
                TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "always")));
    }

    /** Settings of a relay on these servers: only what it must know, and what shortens the campaign. */
    public Map<String, String> relay(TestDatabase database) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("OUTBOX_RELAY_POSTGRES_URL", database.jdbcUrl());
        environment.put("OUTBOX_RELAY_POSTGRES_USERNAME", database.username());
        environment.put("OUTBOX_RELAY_POSTGRES_PASSWORD", database.password());
        environment.put("OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("OUTBOX_RELAY_REDIS_URL", redis.url());
        environment.put("OUTBOX_RELAY_HTTP_PORT", "0");
        environment.put("OUTBOX_RELAY_BACKOFF_MAX", "2s");
        // whatever the streams lack then is lost, and not left out
        environment.put("OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "100000000");
        environment.put("OUTBOX_RELAY_LIVE_MAX_CATCH_UP", "1d");
        return environment;
    }

    /** Forgets everything of a round. */
    public void forget(TestDatabase database) {
        redis.flushAll();
        kafka.deleteTopics();
        postgres.dropDatabase(database);
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        postgres.close();
    }
}

package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Servers of the campaign's own, which it may stop and kill; whoever stopped one starts it again. Relays reach each of them
 * through a network of their own, writers and readers reach PostgreSQL and Redis at addresses that move with them. Close it.
 */
public final class Servers implements AutoCloseable {

    private final TestProxy address = TestProxy.start();
    private final TestProxy redisAddress = TestProxy.start();
    private final Map<Link, TestProxy> links =
            Map.of(Link.POSTGRES, TestProxy.start(), Link.KAFKA, TestProxy.start(), Link.REDIS, TestProxy.start());
    private final TestKafka kafka = TestKafka.builder()
            .inProcess()
            .behind(link(Link.KAFKA))
            .settings(Map.of("num.partitions", "4"))
            .start();
    private TestRedis redis;
    private TestPostgres postgres;

    /** Between relays and a server. */
    enum Link {
        POSTGRES,
        KAFKA,
        REDIS
    }

    /** Redis keeps what it acknowledged: whatever is lost then, the relay lost. */
    public Servers() {
        redis = TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "always"));
        lead(redis);
        postgres = TestPostgres.start();
        lead(postgres);
    }

    private void lead(TestPostgres next) {
        postgres = next;
        address.target(next.port());
        link(Link.POSTGRES).target(next.port());
    }

    /** Another server takes this one's place, in an orderly way: nothing that was committed is missing there. */
    void switchOver() {
        TestPostgres before = postgres;
        try (before) {
            TestPostgres standby = before.standby();
            standby.awaitReplay(before);
            before.stop();
            standby.promote();
            lead(standby);
        }
    }

    private void lead(TestRedis next) {
        redis = next;
        redisAddress.target(next.port());
        link(Link.REDIS).target(next.port());
    }

    /** It dies, and a replica takes its place: with all that it acknowledged, but for what was still on its way there. */
    void failRedisOver() {
        TestRedis before = redis;
        try (before) {
            TestRedis replica = before.replica();
            before.kill();
            replica.promote();
            lead(replica);
        }
    }

    /** A fresh database with the outbox, as writers reach it. */
    public TestDatabase createDatabase() {
        return postgres.createDatabase().through(address);
    }

    public TestPostgres postgres() {
        return postgres;
    }

    public TestKafka kafka() {
        return kafka;
    }

    public TestRedis redis() {
        return redis;
    }

    /** Where readers of the live stream find whichever server is Redis now. */
    public String redisUrl() {
        return TestRedis.url(redisAddress);
    }

    TestProxy link(Link link) {
        return Objects.requireNonNull(links.get(link));
    }

    /** Settings of a relay on these servers: only what it must know, and what shortens the campaign. */
    public Map<String, String> relay(TestDatabase database) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "OUTBOX_RELAY_POSTGRES_URL",
                database.through(link(Link.POSTGRES)).jdbcUrl());
        environment.put("OUTBOX_RELAY_POSTGRES_USERNAME", database.username());
        environment.put("OUTBOX_RELAY_POSTGRES_PASSWORD", database.password());
        environment.put(
                "OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + link(Link.KAFKA).port());
        environment.put("OUTBOX_RELAY_REDIS_URL", TestRedis.url(link(Link.REDIS)));
        environment.put("OUTBOX_RELAY_HTTP_PORT", "0");
        environment.put("OUTBOX_RELAY_BACKOFF_MAX", "2s");
        // whatever the streams lack then is lost, and not left out
        environment.put("OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "100000000");
        environment.put("OUTBOX_RELAY_LIVE_MAX_CATCH_UP", "1d");
        return environment;
    }

    /** Forgets everything of a round. */
    public void forget(TestDatabase database) {
        links.values().forEach(TestProxy::restore);
        redis.flushAll();
        kafka.deleteTopics();
        postgres.dropDatabase(database);
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        postgres.close();
        address.close();
        redisAddress.close();
        links.values().forEach(TestProxy::close);
    }
}

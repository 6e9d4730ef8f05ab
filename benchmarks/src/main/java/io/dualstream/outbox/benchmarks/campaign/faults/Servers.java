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
 * The campaign's own servers, which it may stop and kill; the fault that stops a server starts it again. Relays reach each
 * server through a separate network. Writers and readers reach PostgreSQL and Redis at addresses that move with them. Must be
 * closed.
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

    /** A network between relays and a server. */
    enum Link {
        POSTGRES,
        KAFKA,
        REDIS
    }

    /** Redis persists every acknowledged write, so any loss is the relay's fault. */
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

    /** Replaces PostgreSQL by another server in an orderly way: the new server has every committed transaction. */
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

    /** It dies, and a former replica takes its place, with what it has. */
    void failRedisOver(TestRedis replica) {
        TestRedis before = redis;
        try (before) {
            before.kill();
            lead(replica);
        }
    }

    /** Makes a fresh database with the outbox, at the address that writers use. */
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

    /** The address at which readers of the live stream reach the current Redis. */
    public String redisUrl() {
        return TestRedis.url(redisAddress);
    }

    TestProxy link(Link link) {
        return Objects.requireNonNull(links.get(link));
    }

    /** Settings of a relay on these servers: only the required ones, and some that shorten the campaign. */
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
        // so that a missing entry is lost and not trimmed
        environment.put("OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "100000000");
        environment.put("OUTBOX_RELAY_LIVE_MAX_CATCH_UP", "1d");
        return environment;
    }

    /** Deletes all data of a round. */
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

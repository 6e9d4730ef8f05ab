package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The primary dies, a standby is promoted, and the relay, that nobody told, goes on there. */
class FailoverTest {

    private static final Logger log = LoggerFactory.getLogger(FailoverTest.class);

    /** Generous, for machines that do other things: the log has what it took. */
    private static final Duration BOUND = Duration.ofSeconds(30);

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name = "failover" + NEXT.incrementAndGet();
    private final TestRedis redis = TestRedis.start();
    private final TestPostgres primary = TestPostgres.start();
    private final TestProxy address = TestProxy.to(primary.port());
    private final TestDatabase shop = primary.createDatabase("shop").through(address);
    private final TestPostgres standby = primary.standby();

    @AfterEach
    void stop() {
        standby.close();
        address.close();
        primary.close();
        redis.close();
    }

    @Test
    void toASynchronousStandbyUnderLoad() throws Exception {
        setting(primary, "synchronous_standby_names", "*");
        boolean heldBack = PostgresVersion.ofThisRun().major() >= 17;
        if (heldBack) {
            // else the relay may see a commit that no standby has yet
            setting(primary, "synchronized_standby_slots", "standby_1");
        }
        try (Relay relay = relay(shop.jdbcUrl());
                LiveWriters writers = new LiveWriters(shop, heldBack ? 4 : 1)) {
            await(() -> relay.status().durable().publishedEvents() > 300);
            primary.stopImmediately();
            standby.promote();
            long promoted = System.nanoTime();
            address.target(standby.port());
            shop.execute("select outbox.publish('first', '1', 'Placed', '{}')");
            RedisStreamReader first = RedisStreamReader.of(redis.url(), "outbox:stream:first");
            CompletableFuture<Double> inRedis = CompletableFuture.supplyAsync(() -> {
                first.await(1, BOUND);
                return secondsSince(promoted);
            });
            subjects("first", "1");
            log.info(
                    "From the promotion to the first new event: Kafka {} s, Redis {} s",
                    secondsSince(promoted),
                    inRedis.get());
            int commits = writers.commits();
            await(() -> writers.commits() > commits + 50);
            try (KafkaRecords orders = topic("order")) {
                writers.verify(orders);
            }
            writers.verifyLastEpoch(RedisStreamReader.of(redis.url(), "outbox:stream:order"));
        }
    }

    /** What only the old primary had may be in Kafka; what the new one has must be, though it uses the same numbers again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void toAStandbyThatLacksTheEnd(boolean horizonMarkToo) throws Exception {
        String both = "jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port()
                + "/shop?targetServerType=primary";
        try (Relay relay = relay(both)) {
            publish("kept");
            subjects("order", "kept");
            awaitMark("");
            standby.awaitReplay(primary);
            setting(standby, "primary_conninfo", "");
            String mark = awaitMark("");
            publish("lost");
            subjects("order", "lost");
            if (horizonMarkToo) {
                awaitMark(mark);
            }
            primary.stopImmediately();
            standby.promote();
            address.target(standby.port());
            publish("new");
            subjects("order", "new");
            publish("later");
            assertThat(subjects("order", "later")).containsExactlyInAnyOrder("kept", "lost", "new", "later");
            await(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
        }
    }

    private Relay relay(String url) {
        Relay relay = Relay.builder(RelaySettings.builder()
                        .name(name)
                        .postgres(url, shop.username(), shop.password())
                        .kafka(SharedServers.kafka().bootstrapServers())
                        .topicPrefix(name + ".")
                        .redis(redis.url())
                        .liveStreamMaxLength(1_000_000)
                        .heartbeatInterval(Duration.ofMillis(500))
                        .build())
                .build();
        relay.start();
        return relay;
    }

    /** The names of the lease's marks, once there are some, and others than {@code before}. */
    private String awaitMark(String before) throws Exception {
        await(() -> !List.of("", before).contains(marks()));
        return marks();
    }

    private String marks() throws SQLException {
        return shop.value("select coalesce(min(marks::text), '') from outbox.lease");
    }

    private static void await(Callable<Boolean> fact) {
        Awaitility.await().atMost(BOUND).pollInterval(Duration.ofMillis(20)).until(fact);
    }

    private KafkaRecords topic(String aggregateType) {
        return KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), name + "[.]" + aggregateType);
    }

    /** The subjects in Kafka, once this one is among them. */
    private List<String> subjects(String aggregateType, String subject) {
        try (KafkaRecords records = topic(aggregateType)) {
            return records.await(all -> all.stream().anyMatch(record -> subject.equals(record.key())), BOUND).stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private void publish(String aggregateId) throws SQLException {
        shop.execute("select outbox.publish('order', '" + aggregateId + "', 'Placed', '{}')");
    }

    private static void setting(TestPostgres server, String parameter, String value) throws SQLException {
        TestDatabase database = server.database("postgres");
        database.execute("alter system set " + parameter + " = '" + value + "'");
        database.execute("select pg_reload_conf()");
    }
}

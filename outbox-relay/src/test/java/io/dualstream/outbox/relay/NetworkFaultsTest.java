package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.TestProxy.Direction;
import io.dualstream.outbox.testkit.TestRedis;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under load, each of the relay's links is cut, falls silent and becomes slow: it notices, says so, recovers, and loses nothing. */
@EnabledIfSystemProperty(named = "network", matches = "true", disabledReason = "takes three minutes: -Dnetwork=true")
class NetworkFaultsTest {

    private static final Logger log = LoggerFactory.getLogger(NetworkFaultsTest.class);

    /** Generous, for machines that do other things: the log has what it took. */
    private static final Duration BOUND = Duration.ofMinutes(2);

    private static final int SOME = 20;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final TestProxy TO_KAFKA = TestProxy.start();
    private static TestKafka kafka;

    private final String name = "network" + NEXT.incrementAndGet();
    private final TestDatabase shop = SharedServers.postgres().createDatabase();
    private final TestProxy toPostgres = TestProxy.to(SharedServers.postgres().port());
    private final TestProxy toRedis = TestProxy.to(SharedServers.redis().port());

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.builder().behind(TO_KAFKA).start();
    }

    @AfterAll
    static void closeKafka() {
        TO_KAFKA.close();
        kafka.close();
    }

    @AfterEach
    void closeProxies() {
        TO_KAFKA.restore();
        toPostgres.close();
        toRedis.close();
    }

    @Test
    void onTheWayToPostgres() throws Exception {
        through(relay -> {
            Runnable both = () -> await(() ->
                    waits(relay.durable().waitingFor()) && waits(relay.live().waitingFor()));
            suffers("PostgreSQL cut", relay, toPostgres, toPostgres::cut, both);
            suffers("PostgreSQL silent", relay, toPostgres, toPostgres::hang, both);
            suffers("PostgreSQL's answers lost", relay, toPostgres, () -> toPostgres.hang(Direction.TO_CLIENT), both);
            suffers("PostgreSQL slow", relay, toPostgres, () -> slow(toPostgres), () -> bothGoOn(relay));
        });
    }

    @Test
    void onTheWayToKafka() throws Exception {
        through(relay -> {
            Runnable durable = () -> {
                await(() -> waits(relay.durable().waitingFor()));
                liveGoesOn(relay);
            };
            suffers("Kafka cut", relay, TO_KAFKA, TO_KAFKA::cut, durable);
            suffers("Kafka silent", relay, TO_KAFKA, TO_KAFKA::hang, durable);
            suffers("Kafka slow", relay, TO_KAFKA, () -> slow(TO_KAFKA), () -> bothGoOn(relay));
        });
    }

    @Test
    void onTheWayToRedis() throws Exception {
        through(relay -> {
            Runnable live = () -> {
                await(() -> waits(relay.live().waitingFor()));
                durableGoesOn(relay);
            };
            suffers("Redis cut", relay, toRedis, toRedis::cut, live);
            suffers("Redis silent", relay, toRedis, toRedis::hang, live);
            suffers("Redis slow", relay, toRedis, () -> slow(toRedis), () -> bothGoOn(relay));
        });
    }

    /** It ends all the same, leaves no thread behind, and the next one goes on where it was. */
    @Test
    void closesWhileNothingAnswers() throws Exception {
        Set<Thread> before = relayThreads();
        Relay first = relay();
        try (LiveWriters writers = new LiveWriters(shop, 1)) {
            bothGoOn(first::status);
            toPostgres.hang();
            TO_KAFKA.hang();
            toRedis.hang();
            long began = System.nanoTime();
            first.close();
            log.info("Closed in {} s while nothing answered", secondsSince(began));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
            await(() -> {
                Set<Thread> left = new HashSet<>(relayThreads());
                left.removeAll(before);
                return left.isEmpty();
            });
            toPostgres.restore();
            TO_KAFKA.restore();
            toRedis.restore();
            try (Relay second = relay()) {
                bothGoOn(second::status);
                verify(writers);
            }
        } finally {
            first.close();
        }
    }

    private static Set<Thread> relayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("outbox-relay-"))
                .collect(Collectors.toSet());
    }

    private interface Watched {
        RelayStatus status();

        default RelayStatus.Durable durable() {
            return status().durable();
        }

        default RelayStatus.Live live() {
            return status().live();
        }
    }

    private interface Faults {
        void befall(Watched relay);
    }

    private void through(Faults faults) throws Exception {
        try (Relay relay = relay();
                LiveWriters writers = new LiveWriters(shop, 1)) {
            bothGoOn(relay::status);
            faults.befall(relay::status);
            verify(writers);
        }
    }

    private void verify(LiveWriters writers) throws Exception {
        try (KafkaRecords orders = KafkaRecords.committed(kafka.bootstrapServers(), name + "[.]order")) {
            writers.verify(orders);
        }
        writers.verify(RedisStreamReader.of(SharedServers.redis().url(), name + ":order"));
    }

    private static void suffers(String what, Watched relay, TestProxy link, Runnable fault, Runnable untilNoticed) {
        long began = System.nanoTime();
        fault.run();
        untilNoticed.run();
        double noticed = secondsSince(began);
        long restored = System.nanoTime();
        link.restore();
        bothGoOn(relay);
        log.info(
                "{}: noticed after {} s; both streams went on {} s after its end",
                what,
                noticed,
                secondsSince(restored));
    }

    private static void slow(TestProxy link) {
        link.slow(Duration.ofMillis(50), 1_000_000);
    }

    private static boolean waits(@Nullable String waitingFor) {
        return waitingFor != null;
    }

    private static void bothGoOn(Watched relay) {
        durableGoesOn(relay);
        liveGoesOn(relay);
    }

    private static void durableGoesOn(Watched relay) {
        long events = relay.durable().publishedEvents();
        await(() -> relay.durable().publishedEvents() != events
                && relay.durable().publishedEvents() > SOME
                && relay.durable().waitingFor() == null);
    }

    private static void liveGoesOn(Watched relay) {
        long events = relay.live().pushedEvents();
        await(() -> relay.live().pushedEvents() != events
                && relay.live().pushedEvents() > SOME
                && relay.live().waitingFor() == null);
    }

    private static void await(Callable<Boolean> fact) {
        Awaitility.await().atMost(BOUND).pollInterval(Duration.ofMillis(20)).until(fact);
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private Relay relay() {
        TestDatabase through = shop.through(toPostgres);
        Relay relay = Relay.builder(RelaySettings.builder()
                        .name(name)
                        .slot(name)
                        .postgres(through.jdbcUrl(), through.username(), through.password())
                        .kafka("127.0.0.1:" + TO_KAFKA.port())
                        .topicPrefix(name + ".")
                        .redis(TestRedis.url(toRedis))
                        .liveStreamPrefix(name + ":")
                        .liveStreamMaxLength(1_000_000)
                        .build())
                .build();
        relay.start();
        return relay;
    }
}

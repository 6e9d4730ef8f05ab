package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.app.RelayProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Servers go away under load and come back: writers do not notice, and everything arrives. */
class OutageIT {

    private static final int CRASHES = 3;

    private final Servers servers = Servers.fresh();
    private final Duration outage = Effort.outage();

    /** What each path did while the other one's server was away. */
    private record Meanwhile(long publishedToKafka, double redisP50Millis, double redisP99Millis) {}

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void kafkaAway() throws Exception {
        Random random = new Random(Effort.seed("Kafka away for " + outage.toSeconds() + " s"));
        Meanwhile meanwhile = through(outage, random, servers.kafka()::stop, servers.kafka()::restart);
        Report.line(String.format(
                "Redis meanwhile: commit to subscriber p50 %.1f ms, p99 %.1f ms",
                meanwhile.redisP50Millis(), meanwhile.redisP99Millis()));
        assertThat(meanwhile.redisP50Millis()).isLessThan(outage.toMillis() / 4.0);
    }

    @Test
    void redisAway() throws Exception {
        Duration half = outage.dividedBy(2);
        Random random = new Random(Effort.seed("Redis away for " + half.toSeconds() + " s"));
        kafkaGoesOn(through(half, random, servers.redis()::kill, servers.redis()::restart));
    }

    @Test
    void redisHanging() throws Exception {
        Duration half = outage.dividedBy(2);
        Random random = new Random(Effort.seed("Redis hanging for " + half.toSeconds() + " s"));
        kafkaGoesOn(through(half, random, servers.redis()::pause, servers.redis()::resume));
    }

    @Test
    void postgresCrashing() throws Exception {
        Random random = new Random(Effort.seed(CRASHES + " crashes of PostgreSQL"));
        try (RelayProcess relay = servers.relay().start().awaitReady();
                Writers writers = servers.writers(random)) {
            for (int crash = 0; crash < CRASHES; crash++) {
                pause(Duration.ofMillis(500 + random.nextInt(2_000)));
                servers.postgres().stopImmediately();
                servers.postgres().restart();
                relay.awaitReady();
            }
            pause(Duration.ofSeconds(1));
            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            // 57P01 to 57P03 and 08...: the server ended the session, is not there or is starting
            assertThat(writers.failures())
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure.getSQLState())
                            .as(failure.toString())
                            .matches("57P0[123]|08..."));
        }
    }

    private static void kafkaGoesOn(Meanwhile meanwhile) {
        Report.line(String.format("Kafka meanwhile: %,d events", meanwhile.publishedToKafka()));
        assertThat(meanwhile.publishedToKafka()).isPositive();
    }

    private Meanwhile through(Duration length, Random random, Runnable stop, Runnable restart) throws Exception {
        try (RelayProcess relay = servers.relay().start().awaitReady();
                Subscriber subscriber = new Subscriber(servers.redis().url());
                Writers writers = servers.writers(random)) {
            long began = System.nanoTime();
            pause(length.dividedBy(2));
            long published = published(relay);
            long away = System.nanoTime();
            stop.run();
            pause(length);
            published = published(relay) - published;
            long back = System.nanoTime();
            restart.run();
            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            assertThat(writers.failures()).isEmpty();
            History history = writers.history();
            Report.line(String.format(
                    "Writers' transactions, p99: before %.1f ms, meanwhile %.1f ms; all arrived %.1f s after the return",
                    history.percentileMillis(0.99, began, away),
                    history.percentileMillis(0.99, away, back),
                    (System.nanoTime() - back) / 1e9));
            long[] live = subscriber.latencyNanos(history.attempts(), away, back);
            return new Meanwhile(published, Percentiles.millis(live, 0.5), Percentiles.millis(live, 0.99));
        }
    }

    private static long published(RelayProcess relay) {
        JsonNode status = JsonMapper.shared().readTree(relay.get("/status").body());
        return status.at("/durable/publishedEvents").asLong();
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}

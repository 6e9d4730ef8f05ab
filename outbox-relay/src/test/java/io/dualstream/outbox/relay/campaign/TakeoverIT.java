package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.app.RelayProcess;
import io.dualstream.outbox.testkit.KafkaRecords;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two relays of one name under load: whatever happens to the one that leads, the other goes on within seconds. */
class TakeoverIT {

    /** Generous, for machines that do other things: the report has what it took. */
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Servers servers = Servers.fresh();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void fromALeaderThatIsKilled() throws Exception {
        Random random = new Random(Effort.seed("A leader killed"));
        try (Writers writers = servers.writers(random);
                RelayProcess leader = servers.relay().start().awaitReady();
                RelayProcess standby = standby()) {
            pause(random);
            long killed = System.nanoTime();
            leader.kill();
            awaitDurable(standby, "RUNNING");
            reportSince(killed, "killed");
            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
        }
    }

    /** Frozen, a leader keeps its connections; when it wakes, in the middle of a line, nothing it writes may arrive. */
    @Test
    void fromALeaderThatIsFrozenAndWakesLater() throws Exception {
        int freezes = Effort.freezes();
        Random random = new Random(Effort.seed(freezes + " leaders frozen, and woken when another led"));
        try (Writers writers = servers.writers(random);
                RelayProcess one = servers.relay().start().awaitReady();
                RelayProcess two = standby()) {
            RelayProcess leader = one;
            RelayProcess standby = two;
            for (int freeze = 0; freeze < freezes; freeze++) {
                pause(random);
                long frozen = System.nanoTime();
                leader.freeze();
                awaitDurable(standby, "RUNNING");
                reportSince(frozen, "frozen");
                pause(random);
                leader.thaw();
                awaitDurable(leader, "STANDBY");
                assertThat(state(standby, "durable")).isEqualTo("RUNNING");
                RelayProcess zombie = leader;
                leader = standby;
                standby = zombie;
            }
            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            assertThat(writers.failures()).isEmpty();
        }
    }

    @Test
    void fromALeaderThatIsStoppedInARollingRestart() throws Exception {
        Random random = new Random(Effort.seed("Both relays restarted, one after the other"));
        try (Writers writers = servers.writers(random);
                Subscriber subscriber = new Subscriber(servers.redis().url());
                RelayProcess first = servers.relay().start().awaitReady();
                RelayProcess second = standby()) {
            pause(random);
            stopAndAwait(first, second);
            try (RelayProcess third = standby()) {
                pause(random);
                stopAndAwait(second, third);
                assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            }
            assertThat(writers.failures()).isEmpty();
            Report.line(String.format(
                    "Longest silence: Redis %.1f s, Kafka %.1f s",
                    subscriber.longestSilenceNanos() / 1e9, longestSilenceMillisInKafka() / 1e3));
        }
    }

    /** By the times at which the relays sent. */
    private long longestSilenceMillisInKafka() {
        try (KafkaRecords events = KafkaRecords.committed(servers.kafka().bootstrapServers(), "outbox[.]event[.].*")) {
            long[] sent = events.awaitEnd(BOUND).stream()
                    .mapToLong(ConsumerRecord::timestamp)
                    .sorted()
                    .toArray();
            return IntStream.range(1, sent.length)
                    .mapToLong(i -> sent[i] - sent[i - 1])
                    .max()
                    .orElseThrow();
        }
    }

    private static void stopAndAwait(RelayProcess leader, RelayProcess standby) {
        long began = System.nanoTime();
        leader.terminate();
        assertThat(leader.awaitExit()).as(leader.log()).isZero();
        awaitDurable(standby, "RUNNING");
        reportSince(began, "told to stop");
    }

    private RelayProcess standby() {
        RelayProcess standby = servers.relay().start().awaitReady();
        assertThat(state(standby, "durable")).as(standby.log()).isEqualTo("STANDBY");
        return standby;
    }

    private static void awaitDurable(RelayProcess relay, String wanted) {
        await("durable path " + wanted)
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> state(relay, "durable").equals(wanted));
    }

    private static void reportSince(long nanos, String what) {
        Report.line(String.format(
                "The standby leads %.1f s after the leader was %s", (System.nanoTime() - nanos) / 1e9, what));
    }

    private static String state(RelayProcess relay, String path) {
        JsonNode status = JsonMapper.shared().readTree(relay.get("/status").body());
        return status.at("/" + path + "/state").asString();
    }

    private static void pause(Random random) {
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(1_500)).toNanos());
    }
}

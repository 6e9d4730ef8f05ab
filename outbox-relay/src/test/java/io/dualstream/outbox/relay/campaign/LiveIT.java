package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.app.RelayProcess;
import io.dualstream.outbox.relay.campaign.History.Attempt;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live path keeps up with whoever commits, whoever else does not, and whatever dies. */
class LiveIT {

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Servers servers = Servers.fresh();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void pushesAtOnceWhileATransactionIsHeldOpen() throws Exception {
        Duration open = Effort.openTransaction();
        Random random = new Random(Effort.seed("A transaction open for " + open.toSeconds() + " s"));
        Intent held = new Intent(UUID.randomUUID(), "order", "held", 1);
        try (RelayProcess relay = servers.relay().start().awaitReady();
                Subscriber subscriber = new Subscriber(servers.redis().url());
                Connection holder = servers.database().dataSource().getConnection();
                Writers writers = servers.writers(random)) {
            LockSupport.parkNanos(WARM_UP.toNanos());
            holder.setAutoCommit(false);
            Door.INSERT.write(holder, List.of(held));

            long began = System.nanoTime();
            int cursorBytes = 0;
            while (System.nanoTime() - began < open.toNanos()) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                cursorBytes = Math.max(cursorBytes, live(relay, "cursorBytes"));
            }
            assertThat(subscriber.hasSeen(held.id())).as("held event seen").isFalse();
            long ended = System.nanoTime();
            holder.commit();
            writers.history().add(new Attempt(Outcome.COMMITTED, List.of(held), began, ended, System.nanoTime()));
            await().atMost(LIMIT).until(() -> subscriber.hasSeen(held.id()));

            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            await().atMost(LIMIT).until(() -> live(relay, "openGaps") == 0);
            long[] latency = subscriber.latencyNanos(writers.history().attempts(), began, ended);
            Report.line(String.format(
                    "Redis meanwhile: %,d events, commit to subscriber p50 %.1f ms, p99 %.1f ms;"
                            + " live cursor at most %d bytes, no gap in the end",
                    latency.length, Percentiles.millis(latency, 0.5), Percentiles.millis(latency, 0.99), cursorBytes));
            assertThat(latency).isNotEmpty();
            // events that wait for the holder would wait half of its time, on average
            assertThat(Percentiles.millis(latency, 0.5)).isLessThan(open.toMillis() / 4.0);
            assertThat(cursorBytes).isLessThan(4_096);
        }
    }

    @Test
    void holdsEachEventOnceThroughKillsOfRelayAndRedis() throws Exception {
        int kills = Effort.kills() / 2;
        Random random = new Random(Effort.seed(kills + " kills of the relay and of Redis each"));
        RelayProcess relay = servers.relay().start().awaitReady();
        try (Writers writers = servers.writers(random)) {
            for (int kill = 0; kill < kills; kill++) {
                pause(random, 1_500);
                servers.redis().kill();
                pause(random, 700);
                if (random.nextBoolean()) {
                    relay.close();
                    servers.redis().restart();
                } else {
                    servers.redis().restart();
                    pause(random, 700);
                    relay.close();
                }
                relay = servers.relay().start().awaitReady();
            }
            assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            assertThat(writers.failures()).isEmpty();
        } finally {
            relay.close();
        }
    }

    private static int live(RelayProcess relay, String field) {
        JsonNode status = JsonMapper.shared().readTree(relay.get("/status").body());
        return status.at("/live/" + field).asInt();
    }

    private static void pause(Random random, int maxMillis) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(maxMillis)).toNanos());
    }
}

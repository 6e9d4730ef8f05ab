package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.app.RelayProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relay's process is killed again and again while writers write; then it may finish. */
class ExactlyOnceIT {

    private static final int CONTROL_KILLS = 3;

    private final Servers servers = Servers.fresh();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void deliversOnceAndInOrderThroughKills() throws Exception {
        int kills = Effort.kills();
        Random random = new Random(Effort.seed(kills + " kills of the relay"));
        try (Writers writers = servers.writers(random)) {
            for (int kill = 0; kill < kills; kill++) {
                try (RelayProcess relay = servers.relay().start()) {
                    // a third dies while it starts, wherever that is
                    if (random.nextInt(3) > 0) {
                        relay.awaitReady();
                    }
                    pause(Duration.ofMillis(random.nextInt(2_500)));
                }
            }
            try (RelayProcess relay = servers.relay().start()) {
                relay.awaitReady();
                assertThat(Verdicts.of(servers, writers)).matches(Verdicts::areClean, "clean");
            }
            assertThat(writers.failures()).isEmpty();
        }
    }

    /** The control: without its cursor a relay cannot suppress what it repeats, and the checker must notice. */
    @Test
    void duplicatesWithoutTheCursor() throws Exception {
        Random random = new Random(Effort.seed("Control: " + CONTROL_KILLS + " kills, each followed by amnesia"));
        try (Writers writers = servers.writers(random)) {
            for (int kill = 0; kill < CONTROL_KILLS; kill++) {
                try (RelayProcess relay = forgetful(kill)) {
                    relay.awaitReady();
                    pause(Duration.ofMillis(500 + random.nextInt(1_000)));
                }
            }
            try (RelayProcess relay = forgetful(CONTROL_KILLS)) {
                relay.awaitReady();
                Verdict kafka = Verdicts.of(servers, writers).kafka();
                assertThat(kafka.duplicates()).as("duplicates").isPositive();
                assertThat(kafka.lost() + kafka.leaked()).as("lost or leaked").isZero();
            }
        }
    }

    /** The slot exists, the cursor does not: its topic is another one each time. */
    private RelayProcess forgetful(int life) {
        return servers.relay()
                .environment("OUTBOX_RELAY_KAFKA_STATE_TOPIC", "outbox.relay.state." + life)
                .start();
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}

package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.app.RelayProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without Kafka transactions a kill may repeat events, and loses none. */
class AtLeastOnceIT {

    private final Servers servers = Servers.fresh();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void losesNothingThroughKills() throws Exception {
        int kills = Effort.kills() / 4;
        Random random = new Random(Effort.seed(kills + " kills of a relay that delivers at least once"));
        try (Writers writers = servers.writers(random)) {
            for (int kill = 0; kill < kills; kill++) {
                try (RelayProcess relay = relay()) {
                    relay.awaitReady();
                    LockSupport.parkNanos(
                            Duration.ofMillis(random.nextInt(2_000)).toNanos());
                }
            }
            try (RelayProcess relay = relay()) {
                relay.awaitReady();
                Verdicts verdicts = Verdicts.of(servers, writers);
                Verdict kafka = verdicts.kafka();
                assertThat(kafka.lost() + kafka.disordered() + kafka.leaked() + kafka.altered())
                        .as(kafka.toString())
                        .isZero();
                assertThat(verdicts.redis()).matches(Verdict::isClean, "clean");
            }
            assertThat(writers.failures()).isEmpty();
        }
    }

    private RelayProcess relay() {
        return servers.relay()
                .environment("OUTBOX_RELAY_DELIVERY", "at-least-once")
                .start();
    }
}

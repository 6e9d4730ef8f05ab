package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A heartbeat that does not come back is noticed. */
@OutboxServers
class StaleStreamTest {

    private final DurableScene scene;

    StaleStreamTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void aStreamThatStandsStillIsDownUntilItMovesAgain() throws Exception {
        RelaySettingsBuilder settings =
                scene.settings().heartbeatInterval(Duration.ofMillis(100)).wal(0, Duration.ofSeconds(2));
        try (Relay relay = scene.start(settings)) {
            scene.insert(0, 10);
            scene.arrived(10);
            Instant idle = Instant.now();
            await().atMost(DurableScene.LIMIT).until(() -> {
                Instant movedAt = relay.status().durable().wal().movedAt();
                return movedAt != null && movedAt.isAfter(idle.plusSeconds(3));
            });
            assertThat(relay.status().durable().state())
                    .as("idle, but its heartbeats come back")
                    .isEqualTo(RelayStatus.State.RUNNING);

            String walsender = scene.walsender();
            DurableScene.signal("STOP", walsender);
            try {
                scene.insert(10, 20);
                assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                        .contains(
                                "is stalled: for 2000 ms it brought neither an event nor a heartbeat; the last came at 20");
                assertThat(relay.status().durable().waitingFor()).contains("is stalled");
            } finally {
                DurableScene.signal("CONT", walsender);
            }
            scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
            assertThat(numbers(scene.arrived(20))).isEqualTo(range(20));
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(20));
    }
}

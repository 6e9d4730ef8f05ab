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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An outage of Kafka cannot fill the database's disk, and costs no event. */
@OutboxServers
class WalBudgetTest {

    private static final long BUDGET_BYTES = 8L << 20;

    private final TestDatabase database;

    WalBudgetTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void givesItsSlotUpWhileKafkaIsAwayAndPublishesEachEventOnce() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            DurableScene scene = new DurableScene(database, kafka);
            RelaySettingsBuilder settings = scene.settings()
                    .wal(BUDGET_BYTES, null)
                    .kafkaProperties(Map.of(
                            "request.timeout.ms", "1000", "delivery.timeout.ms", "2000", "max.block.ms", "2000"));
            try (Relay relay = scene.start(settings)) {
                scene.insert(0, 10);
                scene.arrived(10);
                await().atMost(DurableScene.LIMIT).until(() -> wal(relay).heldBytes() >= 0);
                assertThat(wal(relay).maxRetainedBytes()).isEqualTo(BUDGET_BYTES);

                kafka.stop();
                scene.insert(10, 20);
                scene.churn(20);
                await().atMost(DurableScene.LIMIT).until(() -> wal(relay).slotsGivenUp() == 1);
                scene.churn(20);
                scene.insert(20, 30);
                await().during(Duration.ofSeconds(2))
                        .atMost(DurableScene.LIMIT)
                        .until(() -> scene.walStatus().equals("none"));
                assertThat(wal(relay).heldBytes()).isEqualTo(-1);

                kafka.restart();
                assertThat(numbers(scene.arrived(30))).isEqualTo(range(30));
                await().atMost(DurableScene.LIMIT)
                        .until(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
                assertThat(relay.status().durable().recoveries()).isEqualTo(1);
                scene.insert(30, 40);
                assertThat(numbers(scene.arrived(40))).isEqualTo(range(40));
                assertThat(wal(relay).slotsGivenUp()).isEqualTo(1);
            }
            assertThat(numbers(scene.settled())).isEqualTo(range(40));
        }
    }

    private static RelayStatus.Wal wal(Relay relay) {
        return relay.status().durable().wal();
    }
}

package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the slot, every event arrives once, in order, and nobody has to do anything. */
@OutboxServers
class LostSlotTest {

    private final DurableScene scene;

    LostSlotTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void aSlotDroppedWhileTheRelayIsAwayIsANonEvent() throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 20);
            scene.arrived(20);
            assertThat(relay.status().durable().slot()).isEqualTo(scene.slot);
        }
        scene.insert(20, 30);
        scene.execute("select pg_drop_replication_slot('" + scene.slot + "')");
        scene.insert(30, 40);
        try (Relay relay = scene.start()) {
            scene.insert(40, 50);
            assertThat(numbers(scene.arrived(50))).isEqualTo(range(50));
            assertThat(relay.status().durable().state()).isEqualTo(PathState.RUNNING);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(50));
    }

    @Test
    void aSlotDroppedWhileStreamingIsANonEvent() throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 20);
            scene.arrived(20);
            scene.dropSlot();
            scene.insert(20, 30);
            assertThat(numbers(scene.arrived(30))).isEqualTo(range(30));
            assertThat(relay.status().durable().publishedEvents()).isPositive();
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(30));
    }
}

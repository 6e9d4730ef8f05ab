package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** A state topic that somebody made: what is in the wrong one would be misread, or would go. */
@OutboxServers
class StateTopicTest {

    private final DurableScene scene;
    private final TestKafka kafka;

    StateTopicTest(TestDatabase database, TestKafka kafka) {
        this.kafka = kafka;
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void oneWithSeveralPartitionsIsRefused() throws Exception {
        try (Admin admin = admin();
                Relay relay = relayOver(admin, 6, "compact")) {
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("'" + scene.stateTopic + "' has 6 partitions and has to have one");
            admin.deleteTopics(Set.of(scene.stateTopic)).all().get();
            runs(relay);
        }
    }

    @Test
    void oneThatIsNotCompactedIsRefused() throws Exception {
        try (Admin admin = admin();
                Relay relay = relayOver(admin, 1, "delete")) {
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("cleanup.policy=delete")
                    .contains("set cleanup.policy=compact");
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, scene.stateTopic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            runs(relay);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private Relay relayOver(Admin admin, int partitions, String policy) throws Exception {
        admin.createTopics(Set.of(new NewTopic(scene.stateTopic, partitions, (short) 1)
                        .configs(Map.of("cleanup.policy", policy))))
                .all()
                .get();
        scene.insert(0, 5);
        Relay relay = Relay.builder(scene.settings().build())
                .listener(scene.recording)
                .build();
        relay.start();
        return relay;
    }

    private void runs(Relay relay) throws Exception {
        scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
        assertThat(numbers(scene.arrived(5))).isEqualTo(range(5));
        assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
    }
}

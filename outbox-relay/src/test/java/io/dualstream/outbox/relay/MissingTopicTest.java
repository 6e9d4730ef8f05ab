package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.internal.kafka.topics.StalledTopicException;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Kafka refuses to create the topic of a new type: the type waits, and nothing else does. */
@OutboxServers
class MissingTopicTest {

    private static final Duration SHORTLY = Duration.ofSeconds(2);

    private final TestDatabase database;

    MissingTopicTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void tooFewBrokersForTheReplicasStallOneTopic(TestKafka kafka) throws Exception {
        DeadLetterScene scene = new DeadLetterScene(database, kafka);
        scene.createTopic("order", 1 << 20);
        var settings =
                scene.settings(DeadLetters.Policy.SKIP).newTopics(1, (short) 2).stalledTopicAfter(SHORTLY);
        scene.start(scene.settings(DeadLetters.Policy.SKIP)).close(); // which makes the state topic, with one replica
        try (Relay relay = scene.start(settings)) {
            scene.publish("payroll", "a=1", "a=2");
            scene.publish("order", "x=3");
            assertThat(scene.arrived(1)).containsExactly("3");
            DeadLetter letter = scene.letter(relay, "1", DeadLetters.State.FAILED);
            assertThat(letter.errorClass()).isEqualTo(StalledTopicException.class.getName());
            assertThat(letter.reason()).contains("payroll' cannot be created").containsIgnoringCase("replication");
            RelayStatus.Durable status = relay.status().durable();
            assertThat(status.stalledTopics()).containsOnlyKeys(scene.prefix + "payroll");
            assertThat(status.deadLetters()).as("letters that need a human").isZero();
            long attempts = letter.attempts();
            scene.publish("payroll", "a=4");
            scene.letter(relay, "4", DeadLetters.State.PARKED);
            assertThat(scene.letter(relay, "1", DeadLetters.State.FAILED).attempts())
                    .as("asks Kafka for the topic before it retries")
                    .isEqualTo(attempts);

            scene.createTopic("payroll", 1 << 20);
            assertThat(scene.arrived(4)).containsExactlyInAnyOrder("1", "2", "3", "4");
            await().atMost(LIMIT)
                    .until(() -> relay.status().durable().stalledTopics().isEmpty());
        }
        assertThat(scene.settled()).containsSubsequence("1", "2", "4").hasSize(4);
    }

    /** Also where no topic exists yet, so that nothing shows whether Kafka would take anything. */
    @Test
    void aTopicThatMayNotBeCreatedHoldsUpNoOther() throws Exception {
        try (TestKafka kafka = TestKafka.start(DeadLetterRightsTest.WITH_RIGHTS)) {
            DeadLetterScene scene = new DeadLetterScene(database, kafka);
            // Rights to create come with the cluster, or else with the topic's name.
            ResourcePattern cluster = new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
            ResourcePattern secret =
                    new ResourcePattern(ResourceType.TOPIC, scene.prefix + "secret", PatternType.LITERAL);
            List<AclBinding> rights = List.of(
                    binding(cluster, AclOperation.ALL, AclPermissionType.ALLOW),
                    binding(cluster, AclOperation.CREATE, AclPermissionType.DENY),
                    binding(secret, AclOperation.ALL, AclPermissionType.ALLOW),
                    binding(secret, AclOperation.CREATE, AclPermissionType.DENY));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                    Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
                admin.createAcls(rights).all().get();
                scene.publish("secret", "a=1");
                scene.publish("order", "x=2");
                assertThat(scene.arrived(1)).containsExactly("2");
                assertThat(scene.letter(relay, "1", DeadLetters.State.FAILED).stalled())
                        .isTrue();

                admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
                        .all()
                        .get();
                assertThat(scene.arrived(2)).containsExactlyInAnyOrder("1", "2");
            }
        }
    }

    private static AclBinding binding(ResourcePattern on, AclOperation operation, AclPermissionType type) {
        return new AclBinding(on, new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
    }
}

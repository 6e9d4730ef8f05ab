package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Topics the relay may not write, on a broker that knows rights. */
@OutboxServers
class DeadLetterRightsTest {

    static final Map<String, String> WITH_RIGHTS = Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found", "true");

    private final TestDatabase database;

    DeadLetterRightsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aTopicTheRelayMayNotWriteStopsNoOther() throws Exception {
        try (TestKafka kafka = TestKafka.start(WITH_RIGHTS)) {
            DeadLetterScene scene = new DeadLetterScene(database, kafka);
            scene.createTopic("order", 1 << 20);
            scene.createTopic("secret", 1 << 20);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                    Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
                AclBinding forbidden = new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, scene.prefix + "secret", PatternType.LITERAL),
                        new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY));
                admin.createAcls(List.of(forbidden)).all().get();
                scene.publish("secret", "a=1", "b=2");
                scene.publish("order", "a=3");
                assertThat(scene.arrived(1)).containsExactly("3");
                DeadLetter letter = scene.letter(relay, "1", DeadLetters.State.FAILED);
                assertThat(letter.errorClass()).isEqualTo(TopicAuthorizationException.class.getName());
                scene.letter(relay, "2", DeadLetters.State.PARKED);

                admin.deleteAcls(List.of(forbidden.toFilter())).all().get();
                relay.deadLetters().retry(letter.number());
                scene.letter(relay, "2", DeadLetters.State.PUBLISHED);

                // and now, while the relay believes that it may
                admin.createAcls(List.of(forbidden)).all().get();
                scene.publish("secret", "a=4");
                scene.publish("order", "a=5");
                scene.letter(relay, "4", DeadLetters.State.FAILED);
                admin.deleteAcls(List.of(forbidden.toFilter())).all().get();
                assertThat(scene.arrived(4)).containsExactlyInAnyOrder("3", "1", "2", "5");
            }
        }
    }
}

package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.LIMIT;
import static io.dualstream.outbox.relay.DeadLetterScene.SMALL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One bad event never stops the others and never vanishes: what Kafka refuses, on real servers. */
@OutboxServers
class DeadLettersTest {

    private final DeadLetterScene scene;

    DeadLettersTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DeadLetterScene(database, kafka);
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void skipMakesADeadLetterAndGoesOn(Delivery delivery) throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.SKIP).delivery(delivery))) {
            scene.publish("order", "a=1", "a=BIG2", "a=3", "b=4");
            assertThat(scene.arrivedAtLeastOnce(3)).containsExactly("1", "3", "4");

            DeadLetter letter = scene.letter(relay, "BIG2", DeadLetters.State.FAILED);
            assertThat(letter.errorClass()).isEqualTo(RecordTooLargeException.class.getName());
            assertThat(letter.reason()).isNotBlank();
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.event().aggregateId()).isEqualTo("a");
            assertThat(letter.event().data()).hasSizeGreaterThan(SMALL_BYTES * 9);
            assertThat(relay.status().durable().deadLetters()).isEqualTo(1);
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
        }
    }

    @Test
    void parkKeyKeepsTheOrderOfTheKeyUntilTheRetryIsThrough() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=1", "a=BIG2", "a=3", "b=4");
            assertThat(scene.arrived(2)).containsExactly("1", "4");
            scene.publish("order", "a=5", "b=6");
            assertThat(scene.arrived(3)).containsExactly("1", "4", "6");
            DeadLetter failed = scene.letter(relay, "BIG2", DeadLetters.State.FAILED);
            DeadLetter parked = scene.letter(relay, "5", DeadLetters.State.PARKED);
            assertThat(relay.status().durable().parkedEvents()).isEqualTo(2);
            assertThatThrownBy(() -> relay.deadLetters().retry(parked.number()))
                    .hasMessageContaining("follows by itself")
                    .hasMessageContaining("dead letter " + failed.number());

            scene.setLimit("order", 1 << 20);
            relay.deadLetters().retry(failed.number());
            assertThat(scene.arrived(6)).containsExactly("1", "4", "6", "BIG2", "3", "5");
            scene.letter(relay, "5", DeadLetters.State.PUBLISHED);
            await().atMost(LIMIT).until(() -> relay.status().durable().parkedEvents() == 0);
            scene.publish("order", "a=7");
            scene.arrived(7);
        }
        assertThat(scene.settled()).containsExactly("1", "4", "6", "BIG2", "3", "5", "7");
    }

    @Test
    void aRelayThatStartsKnowsWhatIsParked() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=BIG1");
            scene.letter(relay, "BIG1", DeadLetters.State.FAILED);
        }
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=2", "b=3");
            assertThat(scene.arrived(1)).containsExactly("3");
            scene.letter(relay, "2", DeadLetters.State.PARKED);
        }
    }

    @Test
    void haltStopsUntilTheEventIsEditedAndRetried() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        var settings = scene.settings(DeadLetters.Policy.SKIP)
                .deadLetterPolicies(Map.of("order/BIG2", DeadLetters.Policy.HALT));
        try (Relay relay = scene.start(settings)) {
            scene.publish("order", "a=1");
            scene.arrived(1);
            scene.publish("order", "a=BIG2", "b=3");
            DeadLetter letter = scene.letter(relay, "BIG2", DeadLetters.State.FAILED);
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("Dead letter " + letter.number() + " halts the path until");

            relay.deadLetters().edit(letter.number(), DeadLetters.Edit.none().withPayload("{\"small\": true}"));
            relay.deadLetters().retry(letter.number());
            assertThat(scene.arrived(3)).containsExactly("1", "BIG2", "3");
            await().atMost(LIMIT).until(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
        }
        assertThat(scene.settled()).containsExactly("1", "BIG2", "3");
    }

    @Test
    void anEventThatWaitedHaltsThePathInTurn() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        var settings = scene.settings(DeadLetters.Policy.PARK_KEY)
                .deadLetterPolicies(Map.of("order/BIG2", DeadLetters.Policy.HALT));
        try (Relay relay = scene.start(settings)) {
            scene.publish("order", "a=BIG1", "a=BIG2", "a=3", "b=4");
            assertThat(scene.arrived(1)).containsExactly("4");
            DeadLetter next = scene.letter(relay, "BIG2", DeadLetters.State.PARKED);
            DeadLetter last = scene.letter(relay, "3", DeadLetters.State.PARKED);

            relay.deadLetters()
                    .discard(scene.letter(relay, "BIG1", DeadLetters.State.FAILED)
                            .number());
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("Dead letter " + next.number() + " halts the path until");
            assertThatThrownBy(() -> relay.deadLetters().retry(last.number()))
                    .hasMessageContaining("follows by itself")
                    .hasMessageContaining("dead letter " + next.number());
            scene.publish("order", "b=5");

            relay.deadLetters().edit(next.number(), DeadLetters.Edit.none().withPayload("{\"small\": true}"));
            relay.deadLetters().retry(next.number());
            assertThat(scene.arrived(4)).containsExactly("4", "BIG2", "3", "5");
        }
        assertThat(scene.settled()).containsExactly("4", "BIG2", "3", "5");
    }

    @Test
    void haltEndsWhenTheSettingChanges() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.HALT))) {
            scene.publish("order", "a=BIG1", "a=2", "b=3");
            scene.letter(relay, "BIG1", DeadLetters.State.FAILED);
        }
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.SKIP))) {
            assertThat(scene.arrived(2)).containsExactly("2", "3");
            assertThat(scene.letter(relay, "BIG1", DeadLetters.State.FAILED).attempts())
                    .isEqualTo(1);
        }
    }

    @Test
    void aMissingTopicParksItsAggregateTypeUntilItIsThere() throws Exception {
        scene.createTopic("order", 1 << 20);
        try (Relay relay =
                scene.start(scene.settings(DeadLetters.Policy.PARK_KEY).createTopics(false))) {
            scene.publish("invoice", "a=1", "b=2");
            scene.publish("order", "a=3");
            assertThat(scene.arrived(1)).containsExactly("3");
            DeadLetter letter = scene.letter(relay, "1", DeadLetters.State.FAILED);
            scene.letter(relay, "2", DeadLetters.State.PARKED);
            assertThat(letter.errorClass()).isEqualTo(UnknownTopicOrPartitionException.class.getName());
            assertThat(letter.reason()).contains("'" + scene.prefix + "invoice' does not exist");

            relay.deadLetters().retry(letter.number());
            await().atMost(LIMIT)
                    .until(() ->
                            scene.letter(relay, "1", DeadLetters.State.FAILED).attempts() == 2);
            scene.createTopic("invoice", 1 << 20);
            assertThat(relay.deadLetters().retryAll("invoice")).isEqualTo(1);
            scene.letter(relay, "2", DeadLetters.State.PUBLISHED);
        }
        assertThat(scene.settled()).containsExactlyInAnyOrder("3", "1", "2");
    }

    @Test
    void aTopicWhoseNameCollidesDoesNotStopTheOthers() throws Exception {
        scene.createTopic("line.item", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("line_item", "a=1");
            scene.publish("order", "a=2");
            assertThat(scene.arrived(1)).containsExactly("2");
            DeadLetter letter = scene.letter(relay, "1", DeadLetters.State.FAILED);
            assertThat(letter.errorClass()).isEqualTo(InvalidTopicException.class.getName());
            assertThat(letter.reason()).contains("collides");

            relay.deadLetters()
                    .edit(
                            letter.number(),
                            DeadLetters.Edit.none()
                                    .withTopic(scene.prefix + "line-item")
                                    .withKey("other"));
            relay.deadLetters().retry(letter.number());
            scene.letter(relay, "1", DeadLetters.State.PUBLISHED);
        }
        assertThat(scene.settled()).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void aDiscardedEventNeverLeavesAndWhatWaitedForItFollows() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=BIG1", "a=2");
            scene.letter(relay, "2", DeadLetters.State.PARKED);
            scene.database.execute("select outbox.discard_dead_letter("
                    + scene.letter(relay, "BIG1", DeadLetters.State.FAILED).number() + ")");
            assertThat(scene.arrived(1)).containsExactly("2");
            scene.letter(relay, "BIG1", DeadLetters.State.DISCARDED);
        }
        // a lost slot makes every row a candidate again
        scene.database.execute(DurableScene.dropOf("dead_" + scene.number));
        scene.setLimit("order", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "b=3");
            scene.arrived(2);
            assertThat(relay.status().durable().deadLetters()).isZero();
        }
        assertThat(scene.settled()).containsExactly("2", "3");
    }

    @Test
    void aLimitLoweredUnderTheRelayIsFoundOut() throws Exception {
        scene.createTopic("order", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.SKIP))) {
            scene.publish("order", "a=BIG1", "a=2");
            scene.arrived(2);
            scene.setLimit("order", SMALL_BYTES);
            scene.publish("order", "a=3", "a=BIG4", "a=5", "a=BIG6", "a=7");
            assertThat(scene.arrived(5)).containsExactly("BIG1", "2", "3", "5", "7");
            scene.letter(relay, "BIG4", DeadLetters.State.FAILED);
            scene.letter(relay, "BIG6", DeadLetters.State.FAILED);
        }
    }
}

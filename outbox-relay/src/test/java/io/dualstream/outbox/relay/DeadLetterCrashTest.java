package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.SMALL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * A relay that dies between PostgreSQL and Kafka. Each test brings about, with a trigger, that one of the two holds what
 * the other has not heard of, and looks at what the next attempt makes of it.
 */
@OutboxServers
class DeadLetterCrashTest {

    private final DeadLetterScene scene;

    DeadLetterCrashTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DeadLetterScene(database, kafka);
    }

    /** Dies after the letter is in PostgreSQL, before its cursor is in Kafka; meanwhile the topic would take the event. */
    @Test
    void anEventThatIsADeadLetterAlreadyIsNotPublishedByTheStream() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=1");
            scene.arrived(1);
            assertThat(relay.status().durable().deadLetters()).isZero();
        }
        scene.publish("order", "a=BIG2", "a=3", "b=4");
        scene.database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers, data,"
                        + " created_at, state, lane, blocks, reason, attempts)"
                        + " select 'dead" + scene.number + "', seq, id, aggregate_type, aggregate_id, event_type, '{}',"
                        + " convert_to(payload::text, 'UTF8'), created_at, 'failed', 'a', 'key', 'crafted', 1"
                        + " from outbox.event where event_type = 'BIG2'");
        scene.setLimit("order", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            assertThat(scene.arrived(2)).containsExactly("1", "4");
            scene.letter(relay, "3", DeadLetters.State.PARKED);
            relay.deadLetters().retryAll(null);
            scene.letter(relay, "3", DeadLetters.State.PUBLISHED);
        }
        assertThat(scene.settled()).containsExactly("1", "4", "BIG2", "3");
        assertThat(scene.database.value("select count(*) from outbox.dead_letter where not passed"))
                .isEqualTo("0");
    }

    /** Dies after Kafka has the retried event, before PostgreSQL hears of it. */
    @Test
    void aRetryThatKafkaHasIsNotRepeated() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=BIG1", "a=2");
            scene.letter(relay, "2", DeadLetters.State.PARKED);
            scene.setLimit("order", 1 << 20);
            scene.database.execute("create function outbox.die() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'the relay dies here'; end $$");
            scene.database.execute(
                    "create constraint trigger die after update of state on outbox.dead_letter deferrable"
                            + " initially deferred for each row when (new.state = 'published') execute function outbox.die()");
            relay.deadLetters().retryAll(null);
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("the relay dies here");
            assertThat(scene.arrived(2)).containsExactly("BIG1", "2");
        }
        assertThat(scene.database.value("select count(*) from outbox.dead_letter where state = 'published'"))
                .isEqualTo("0");
        scene.database.execute("drop trigger die on outbox.dead_letter");
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.letter(relay, "2", DeadLetters.State.PUBLISHED);
            scene.publish("order", "a=3");
            scene.arrived(3);
            assertThat(relay.status().durable().parkedEvents()).isZero();
        }
        assertThat(scene.settled()).containsExactly("BIG1", "2", "3");
    }

    /** A predecessor that lost the lease puts nothing among the dead letters any more: its successor decides. */
    @Test
    void whoLostTheLeaseMakesNoDeadLetters() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.SKIP))) {
            scene.database.execute("update outbox.lease set epoch = epoch + 1");
            scene.publish("order", "a=BIG1");
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("took the lease after epoch");
            assertThat(relay.deadLetters().list(0, 10)).isEmpty();
        }
    }

    /** Frozen, or cut off, while it retries: PostgreSQL keeps its session, and what that has locked. */
    @Test
    void whoIsFrozenInTheMiddleOfARetryHoldsNobodyUp() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "a=BIG1", "a=2");
            scene.letter(relay, "2", DeadLetters.State.PARKED);
            scene.setLimit("order", 1 << 20);
        }
        scene.database.execute("select outbox.retry_dead_letters()");
        try (Connection frozen = scene.database.dataSource().getConnection();
                Statement retry = frozen.createStatement()) {
            retry.execute("set application_name = 'outbox-relay-dead-letters/dead" + scene.number + "'");
            frozen.setAutoCommit(false);
            retry.execute("select from outbox.dead_letter for update");
            try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
                scene.letter(relay, "2", DeadLetters.State.PUBLISHED);
            }
        }
        assertThat(scene.settled()).containsExactly("BIG1", "2");
    }
}

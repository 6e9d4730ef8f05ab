package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings.Unrecoverable;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The slot is lost, and the table no longer holds what was not published: the relay says what is missing. */
@OutboxServers
class UnrecoverableTest {

    private final DurableScene scene;

    UnrecoverableTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @BeforeEach
    @SuppressWarnings("try") // a relay does its work by being open
    void publishTenAndLoseTheSlot() throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 10);
            scene.arrived(10);
        }
        scene.database.execute(DurableScene.dropOf(scene.slot));
    }

    @Test
    void haltsUntilSomebodyAcceptsTheLoss() throws Exception {
        scene.insert(10, 20);
        scene.database.execute("delete from outbox.event where payload::text::int between 12 and 15");
        String seqs = scene.database.value("select (max(seq) filter (where payload::text = '11') + 1) || ' to '"
                + " || (min(seq) filter (where payload::text = '16') - 1) from outbox.event");
        scene.insert(20, 30);

        try (Relay relay = Relay.builder(scene.settings().build())
                .listener(scene.recording)
                .build()) {
            relay.start();
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("holds these events: 4 events (seq " + seqs + ", xid ", ", created 20")
                    .contains("deleted from event at 20", " by postgres")
                    .contains("select outbox.accept_removals()");
            RelayStatus.Durable status = relay.status().durable();
            assertThat(status.recoveries()).isEqualTo(1);
            assertThat(status.unrecoverable()).singleElement().asString().startsWith("4 events (seq " + seqs);
            assertThat(scene.database.value(
                            "select count(*)::text from pg_replication_slots where slot_name = '" + scene.slot + "'"))
                    .as("slots that hold back WAL meanwhile")
                    .isEqualTo("0");

            scene.database.execute("select outbox.accept_removals()");
            scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
            assertThat(numbers(scene.arrived(26))).isEqualTo(without(12, 16, 30));
        }
        assertThat(numbers(scene.settled())).isEqualTo(without(12, 16, 30));
    }

    @Test
    void goesOnWithWhatThereIsIfToldSoAndCountsOnlyWhatIsNotPublished() throws Exception {
        scene.insert(10, 20);
        scene.database.execute("truncate outbox.event");
        scene.insert(20, 30);

        try (Relay relay = scene.start(scene.settings().unrecoverable(Unrecoverable.CONTINUE))) {
            assertThat(numbers(scene.arrived(20))).isEqualTo(without(10, 20, 30));
            assertThat(relay.status().durable().unrecoverable())
                    .singleElement()
                    .asString()
                    .startsWith("10 events (seq ")
                    .contains("truncated from event_");
        }
    }

    @Test
    void missesAPartitionThatWasDroppedByHand() throws Exception {
        scene.insert(10, 20);
        String partition = scene.database.value("select tableoid::regclass::text from outbox.event limit 1");
        scene.database.execute("drop table " + partition);
        scene.database.execute("select outbox.create_partitions()");
        scene.insert(20, 30);

        try (Relay relay = scene.start(scene.settings().unrecoverable(Unrecoverable.CONTINUE))) {
            assertThat(numbers(scene.arrived(20))).isEqualTo(without(10, 20, 30));
            assertThat(relay.status().durable().unrecoverable())
                    .singleElement()
                    .asString()
                    .contains(
                            "created 20",
                            partition.substring("outbox.".length()) + ", which was dropped or detached by hand");
        }
    }

    @Test
    void doesNotMissWhatIsPublished() throws Exception {
        scene.database.execute("delete from outbox.event");
        scene.insert(10, 20);

        try (Relay relay = scene.start()) {
            assertThat(numbers(scene.arrived(20))).isEqualTo(DurableScene.range(20));
            assertThat(relay.status().durable().unrecoverable()).isEmpty();
            assertThat(relay.status().durable().recoveries()).isEqualTo(1);
        }
    }

    private static List<Integer> without(int from, int to, int end) {
        return IntStream.range(0, end).filter(n -> n < from || n >= to).boxed().toList();
    }
}

package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever somebody does to the publication, every event arrives once, in order, and the relay says what is wrong. */
@OutboxServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicationTest {

    private static final String COLUMNS = "outbox.event (seq, id, aggregate_type, aggregate_id, event_type, key,"
            + " dataschema, content_type, headers, payload, payload_binary, created_us)";
    private static final String TAKE_OUT = "alter publication outbox_event drop table outbox.event";
    private static final String PUT_BACK = "alter publication outbox_event add table " + COLUMNS;
    private static final String DROP = "drop publication outbox_event";
    private static final String MAKE = "create publication outbox_event for table " + COLUMNS
            + " with (publish = 'insert', publish_via_partition_root = true)";

    private final TestKafka kafka;
    private final Map<PostgresVersion, TestPostgres> servers = new EnumMap<>(PostgresVersion.class);

    PublicationTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterAll
    void stop() {
        servers.values().forEach(TestPostgres::close);
    }

    private DurableScene on(PostgresVersion version) {
        TestPostgres server = servers.computeIfAbsent(
                version, wanted -> TestPostgres.builder().version(wanted).start());
        return new DurableScene(server.createDatabase(), kafka);
    }

    /** A change and its end, with an event that passes unseen in between. */
    private enum Change {
        TABLE_TAKEN_OUT(TAKE_OUT, PUT_BACK, "does not publish table 'outbox.event'"),
        DROPPED(DROP, MAKE, "does not exist"),
        NO_INSERTS(
                "alter publication outbox_event set (publish = 'update')",
                "alter publication outbox_event set (publish = 'insert')",
                "does not publish inserts"),
        LEAVES_PUBLISHED(
                "alter publication outbox_event set table outbox.event;"
                        + " alter publication outbox_event set (publish_via_partition_root = false)",
                "alter publication outbox_event set (publish_via_partition_root = true);"
                        + " alter publication outbox_event set table " + COLUMNS,
                "does not publish partitions as table 'outbox.event'"),
        FEWER_COLUMNS(
                "alter publication outbox_event set table outbox.event (seq, id)",
                "alter publication outbox_event set table " + COLUMNS,
                "lacks columns"),
        FILTERED(
                "alter publication outbox_event set table outbox.event where (seq < 0)",
                "alter publication outbox_event set table " + COLUMNS,
                "has a filter");

        private final String change;
        private final String remedy;
        private final String sentence;

        Change(String change, String remedy, String sentence) {
            this.change = change;
            this.remedy = remedy;
            this.sentence = sentence;
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void aRunningRelaySaysWhatIsWrongAndMissesNothing(Change change) throws Exception {
        whileRunning(on(PostgresVersion.V15), change);
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"TABLE_TAKEN_OUT", "DROPPED"})
    void soItDoesOnTheLatestVersion(Change change) throws Exception {
        whileRunning(on(PostgresVersion.V18), change);
    }

    private static void whileRunning(DurableScene scene, Change change) throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 5);
            scene.arrived(5);
            scene.database.execute(change.change);
            scene.insert(5, 10);
            scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING);
            await().atMost(DurableScene.LIMIT)
                    .untilAsserted(() -> assertThat(relay.status().durable().waitingFor())
                            .contains(change.sentence)
                            .contains("run: "));
            await().atMost(DurableScene.LIMIT).until(() -> scene.walStatus().equals("none"));
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.WAITING);
            scene.insert(10, 15);

            scene.database.execute(change.remedy);
            scene.insert(15, 20);

            assertThat(numbers(scene.arrived(20))).isEqualTo(range(20));
            scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.RUNNING);
            assertThat(relay.status().durable().recoveries()).isEqualTo(1);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(20));
    }

    /** All of it between two looks. */
    @ParameterizedTest
    @EnumSource(
            value = PostgresVersion.class,
            names = {"V15", "V18"})
    void anEventThatFollowsAnUnseenOneDoesNotOvertakeIt(PostgresVersion version) throws Exception {
        DurableScene scene = on(version);
        try (Relay relay = scene.start()) {
            scene.insert(0, 1);
            scene.arrived(1);
            for (int next = 1; next < 9; next += 2) {
                scene.database.execute(TAKE_OUT);
                scene.insert(next, next + 1);
                scene.database.execute(PUT_BACK);
                scene.insert(next + 1, next + 2);
                scene.arrived(next + 2);
            }
            assertThat(relay.status().durable().recoveries()).isPositive();
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(9));
    }

    /** Nothing follows that the stream could bring. */
    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"TABLE_TAKEN_OUT", "DROPPED"})
    void anUnseenEventArrivesWithoutAnotherOne(Change change) throws Exception {
        DurableScene scene = on(PostgresVersion.V18);
        try (Relay relay = scene.start()) {
            scene.insert(0, 1);
            scene.arrived(1);
            scene.database.execute(change.change);
            scene.insert(1, 2);
            scene.database.execute(change.remedy);
            assertThat(numbers(scene.arrived(2))).isEqualTo(range(2));
            assertThat(relay.status().durable().recoveries()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void aRelayThatWasAwayNotices(Change change) throws Exception {
        changeWhileAway(on(PostgresVersion.V15), change);
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"TABLE_TAKEN_OUT", "DROPPED"})
    void soItDoesAfterALongWayOnTheLatestVersion(Change change) throws Exception {
        changeWhileAway(on(PostgresVersion.V18), change);
    }

    private static void changeWhileAway(DurableScene scene, Change change) throws Exception {
        publishFive(scene);
        scene.database.execute(change.change);
        scene.insert(5, 10);
        scene.database.execute(change.remedy);
        scene.insert(10, 15);
        for (int life = 0; life < 2; life++) {
            try (Relay relay = scene.start()) {
                assertThat(numbers(scene.arrived(15))).isEqualTo(range(15));
                assertThat(relay.status().durable().recoveries()).isEqualTo(life == 0 ? 1 : 0);
            }
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(15));
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void aRelayDoesNotStartOverAPublicationThatLeavesEventsOut(Change change) throws Exception {
        DurableScene scene = on(PostgresVersion.V15);
        scene.database.execute(change.change);
        try (Relay relay = Relay.builder(scene.settings().build()).build()) {
            assertThatThrownBy(relay::start)
                    .isInstanceOf(RelayStartException.class)
                    .hasMessageContaining(change.sentence)
                    .hasMessageContaining("run: ");
        }
    }

    @SuppressWarnings("try") // a relay does its work by being open
    private static void publishFive(DurableScene scene) throws SQLException, InterruptedException {
        try (Relay relay = scene.start()) {
            scene.insert(0, 5);
            scene.arrived(5);
            scene.awaitHorizon();
        }
    }
}

package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.PostgresVersion;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the slot, every event arrives once, in order, and nobody has to do anything. */
@OutboxServers
class LostSlotTest {

    private final TestKafka kafka;
    private DurableScene scene;

    LostSlotTest(TestDatabase database, TestKafka kafka) {
        this.kafka = kafka;
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
        scene.database.execute(DurableScene.dropOf(scene.slot));
        scene.insert(30, 40);
        try (Relay relay = scene.start()) {
            scene.insert(40, 50);
            assertThat(numbers(scene.arrived(50))).isEqualTo(range(50));
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(50));
    }

    /** The owner of the table may give a row its seq. */
    @Test
    void aSeqBelowOneIsPublishedOnce() throws Exception {
        try (Relay relay = scene.start();
                Connection open = scene.database.dataSource().getConnection();
                Statement transaction = open.createStatement()) {
            open.setAutoCommit(false); // no mark may pass the rows, or the recovery would not look at them
            transaction.execute("select pg_current_xact_id()");
            scene.database.execute("insert into outbox.event (seq, aggregate_type, aggregate_id, event_type, payload)"
                    + " overriding system value values (-1, 'order', 'one key', 'Placed', '0'),"
                    + " (0, 'order', 'one key', 'Placed', '1')");
            scene.arrived(2);
            assertThat(relay.status().durable().recoveries()).isZero();
        }
        scene.dropSlot();
        scene.insert(2, 3);
        try (Relay relay = scene.start()) {
            scene.arrived(3);
            assertThat(relay.status().durable().recoveries()).isEqualTo(1);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(3));
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

    @Test
    void aSlotMovedByHandIsANonEvent() throws Exception {
        publishTen();
        scene.insert(10, 20);
        scene.database.execute("select pg_replication_slot_advance('" + scene.slot + "', pg_current_wal_lsn())");
        scene.insert(20, 30);
        recoversFrom("moved", 30);
    }

    /** The slot of an idle relay moves with the heartbeats, and nobody takes that for a hand. */
    @Test
    void aSlotThatHeartbeatsMovedIsNoLostSlot() throws Exception {
        publishTen();
        for (int life = 0; life < 2; life++) {
            try (Relay relay = scene.start()) {
                String before = scene.database.value("select pg_current_wal_lsn()::text");
                await().atMost(DurableScene.LIMIT)
                        .until(() -> scene.database
                                .value("select (confirmed_flush_lsn > '" + before
                                        + "')::text from pg_replication_slots where slot_name = '" + scene.slot + "'")
                                .equals("true"));
                assertThat(relay.status().durable().recoveries()).isZero();
            }
        }
    }

    @Test
    void aSlotInvalidatedForTheWalItHeldBackIsANonEvent() throws Exception {
        try (TestPostgres postgres =
                TestPostgres.builder().setting("max_slot_wal_keep_size", "1MB").start()) {
            scene = new DurableScene(postgres.createDatabase(), kafka);
            publishTen();
            scene.insert(10, 20);
            scene.churn(40);
            scene.database.execute("checkpoint");
            assertThat(scene.walStatus()).isEqualTo("lost");
            scene.insert(20, 30);
            recoversFrom("invalidated", 30);
            invalidatedWhileStreaming();
        }
    }

    /** The stream stands still, so the server may take the slot from under it. */
    private void invalidatedWhileStreaming() throws Exception {
        try (Relay relay = scene.start()) {
            String walsender = scene.walsender();
            DurableScene.signal("STOP", walsender);
            CompletableFuture<Void> checkpoint;
            try {
                scene.insert(30, 40);
                scene.churn(40);
                checkpoint = CompletableFuture.runAsync(() -> {
                    try {
                        scene.database.execute("checkpoint"); // waits for the process that has the slot
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                await().atMost(DurableScene.LIMIT)
                        .until(() -> scene.database
                                .value("select count(*)::text from pg_stat_activity"
                                        + " where wait_event = 'ReplicationSlotDrop'")
                                .equals("1"));
            } finally {
                DurableScene.signal("CONT", walsender);
            }
            checkpoint.get(1, TimeUnit.MINUTES);
            assertThat(numbers(scene.arrived(40))).isEqualTo(range(40));
            assertThat(relay.status().durable().recoveries()).isEqualTo(1);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(40));
    }

    @Test
    void aSlotInvalidatedBecauseNobodyUsedItIsANonEvent() throws Exception {
        try (TestPostgres postgres = TestPostgres.builder()
                .version(PostgresVersion.V18)
                .setting("idle_replication_slot_timeout", "1s")
                .start()) {
            scene = new DurableScene(postgres.createDatabase(), kafka);
            publishTen();
            scene.insert(10, 20);
            await().atMost(DurableScene.LIMIT).until(() -> {
                scene.database.execute("checkpoint");
                return scene.walStatus().equals("lost");
            });
            scene.insert(20, 30);
            recoversFrom("invalidated", 30);
        }
    }

    @SuppressWarnings("try") // a relay does its work by being open
    private void publishTen() throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 10);
            scene.arrived(10);
        }
    }

    private void recoversFrom(String why, int events) throws Exception {
        List<String> reasons = new CopyOnWriteArrayList<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void recovering(String reason) {
                reasons.add(reason);
            }
        };
        try (Relay relay =
                Relay.builder(scene.settings().build()).listener(listener).build()) {
            relay.start();
            assertThat(numbers(scene.arrived(events))).isEqualTo(range(events));
            assertThat(reasons).singleElement().asString().contains(why);
        }
        assertThat(numbers(scene.settled())).isEqualTo(range(events));
    }
}

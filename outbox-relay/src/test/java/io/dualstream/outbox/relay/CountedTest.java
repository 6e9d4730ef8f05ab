package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.db.OutboxBacklog;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What a relay says of its events is true of events, and of all of them. */
@OutboxServers
@SuppressWarnings("try") // a relay does its work by being open
class CountedTest {

    private final DurableScene scene;

    CountedTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void aHeartbeatIsNoPublishedEvent() throws Exception {
        try (Relay relay = scene.start()) {
            scene.awaitHorizon(); // which only heartbeats move here
            assertThat(relay.status().durable().lastPublishedAt()).isNull();
            scene.insert(0, 1);
            await().atMost(LIMIT).until(() -> relay.status().durable().lastPublishedAt() != null);
        }
    }

    @Test
    void eventsThatAreRecoveredCountAsPublished() throws Exception {
        try (Relay relay = scene.start()) {
            scene.insert(0, 1);
            scene.arrived(1);
        }
        scene.insert(1, 4);
        scene.dropSlot();
        try (Relay relay = scene.start()) {
            scene.arrived(4);
            await().atMost(LIMIT).until(() -> relay.status().durable().publishedEvents() == 3);
            assertThat(relay.status().durable().lastPublishedAt()).isNotNull();
        }
    }

    /** The live path keeps the last event that it pushed as a witness, and that event is published all the same. */
    @Test
    void whatBothSinksHoldIsNoBacklog(TestRedis redis) throws Exception {
        scene.insert(0, 2);
        try (Relay relay = scene.start(scene.settings().redis(redis.url()).liveStreamPrefix(scene.prefix))) {
            awaitNoBacklog();
            scene.insert(2, 3);
            scene.arrived(3);
            awaitNoBacklog();
        }
        assertThat(backlog().events()).as("nor when no relay runs").isZero();
        scene.insert(3, 4);
        assertThat(backlog().events()).isEqualTo(1);
    }

    private void awaitNoBacklog() {
        await().atMost(LIMIT).until(() -> backlog().events() == 0);
    }

    private OutboxBacklog backlog() throws SQLException {
        return OutboxBacklog.read(scene.database.dataSource(), "outbox", scene.slot);
    }
}

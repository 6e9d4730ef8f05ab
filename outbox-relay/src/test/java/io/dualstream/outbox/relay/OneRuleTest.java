package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.LIMIT;
import static io.dualstream.outbox.relay.DeadLetterScene.SMALL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Cursor, topics and dead letters agree on what is published, on real servers. */
@OutboxServers
class OneRuleTest {

    private final TestKafka kafka;
    private final DeadLetterScene scene;

    OneRuleTest(TestDatabase database, TestKafka kafka) {
        this.kafka = kafka;
        this.scene = new DeadLetterScene(database, kafka);
    }

    /** The relay died after its letters were in PostgreSQL, before Kafka had what stands before them. */
    @Test
    void aLetterIsNotRetriedBeforeTheStreamHasMetItsEvent() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("order", "b=0");
            scene.arrived(1);
            assertThat(relay.status().durable().deadLetters()).isZero();
        }
        scene.publish("order", "a=1", "a=BIG2", "a=3");
        craft("BIG2", "failed", "key", "'retry'");
        craft("3", "parked", "nothing", "null");
        scene.setLimit("order", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.letter(relay, "3", DeadLetters.State.PUBLISHED);
        }
        assertThat(scene.settled()).containsExactly("0", "1", "BIG2", "3");
    }

    private void craft(String name, String state, String blocks, String request) throws SQLException {
        scene.database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers, data,"
                        + " created_at, state, lane, blocks, reason, attempts, request)"
                        + " select 'dead" + scene.number + "', seq, id, aggregate_type, aggregate_id, event_type, '{}',"
                        + " convert_to(payload::text, 'UTF8'), created_at, '" + state + "', 'a', '" + blocks
                        + "', 'crafted', 1, " + request + " from outbox.event where event_type = '" + name + "'");
    }

    @Test
    void aHaltLeavesNothingBehindThatStandsBeforeIt() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.HALT))) {
            scene.publish("order", "a=1", "a=BIG2", "a=3");
            scene.letter(relay, "BIG2", DeadLetters.State.FAILED);
            assertThat(scene.arrived(1)).containsExactly("1");
            scene.setLimit("order", 1 << 20);
            relay.deadLetters().retryAll(null);
            scene.arrived(3);
        }
        assertThat(scene.settled()).containsExactly("1", "BIG2", "3");
    }

    @Test
    void twoEventsWithOneIdAreTwoEvents() throws Exception {
        scene.createTopic("order", 1 << 20);
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            insertWithId("a", "1");
            scene.arrived(1);
            assertThat(relay.status().durable().deadLetters()).isZero();
        }
        dropSlot();
        insertWithId("b", "2");
        try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
            scene.arrived(2);
            assertThat(relay.status().durable().deadLetters()).isZero();
        }
        assertThat(scene.settled()).containsExactly("1", "2");
    }

    private void insertWithId(String key, String name) throws SQLException {
        scene.database.execute("insert into outbox.event (id, aggregate_type, aggregate_id, event_type, payload)"
                + " values ('11111111-1111-4111-8111-111111111111', 'order', '" + key + "', '" + name + "', '{}')");
    }

    private void dropSlot() throws SQLException {
        scene.database.execute(DurableScene.dropOf("dead_" + scene.number));
    }

    /** Which stands before everything the relay published; the broker ends it, as its producer never does. */
    @Test
    void aRecoverySeesWhatStandsBehindSomebodysOpenTransaction() throws Exception {
        scene.createTopic("order", 1 << 20);
        try (KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        "other" + scene.number,
                        "transaction.timeout.ms",
                        "15000"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(scene.prefix + "order", new byte[1]))
                    .get();
            try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
                scene.publish("order", "a=1", "a=2", "b=3");
                await().atMost(LIMIT).until(() -> relay.status().durable().publishedEvents() == 3);
            }
            dropSlot();
            try (Relay relay = scene.start(scene.settings(DeadLetters.Policy.PARK_KEY))) {
                scene.publish("order", "a=4");
                scene.arrived(4);
                assertThat(relay.status().durable().deadLetters()).isZero();
            }
        }
        assertThat(scene.settled()).containsExactly("1", "2", "3", "4");
    }

    /** A listener that waits for the very publication that it would keep out if a lock were held meanwhile. */
    @Test
    void listenersAreCalledWithoutALock() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        AtomicReference<Relay> running = new AtomicReference<>();
        CompletableFuture<String> retried = new CompletableFuture<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void deadLettered(int failed, int parked, String why) {
                try {
                    scene.setLimit("order", 1 << 20);
                    Relay relay = Objects.requireNonNull(running.get());
                    relay.deadLetters().retryAll(null);
                    retried.complete(scene.letter(relay, "BIG1", DeadLetters.State.PUBLISHED)
                            .event()
                            .eventType());
                } catch (Exception e) {
                    retried.completeExceptionally(e);
                }
            }
        };
        try (Relay relay = Relay.builder(
                        scene.settings(DeadLetters.Policy.PARK_KEY).build())
                .listener(listener)
                .build()) {
            running.set(relay);
            relay.start();
            // the stream has begun once it has brought this: a recovery has no second thread that could retry
            scene.publish("order", "b=0");
            scene.arrived(1);
            scene.publish("order", "a=BIG1");
            assertThat(retried.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("BIG1");
        }
    }
}

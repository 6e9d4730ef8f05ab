package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.TestBroker;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One topic takes no writes for a while: of two brokers the one goes away that it needs. */
@OutboxServers
class StalledTopicTest {

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final List<Integer> STAYS = List.of(1);
    private static final List<Integer> GOES = List.of(TestBroker.ID);

    private static TestKafka kafka;
    private static TestBroker broker;

    private final DeadLetterScene scene;

    StalledTopicTest(TestDatabase database) {
        this.scene = new DeadLetterScene(database, kafka);
    }

    /** What Kafka and the relay need themselves is on the broker that stays. */
    @BeforeAll
    static void startTwoBrokers() throws Exception {
        kafka = TestKafka.start();
        create(new NewTopic("outbox.relay.state", Map.of(0, STAYS)).configs(Map.of("cleanup.policy", "compact")));
        try (var first = producer("first")) {
            first.initTransactions();
        }
        broker = TestBroker.join(kafka);
    }

    @AfterEach
    void bringTheBrokerBack() {
        broker.start();
    }

    @AfterAll
    static void stopThem() {
        broker.close();
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SHORT_OF_REPLICAS, EXACTLY_ONCE, PARK_KEY",
        "WITHOUT_A_LEADER, EXACTLY_ONCE, SKIP",
        "SHORT_OF_REPLICAS, AT_LEAST_ONCE, PARK_KEY"
    })
    void othersGoOnAndItsEventsFollowInOrderWhenItIsBack(Stall stall, Delivery delivery, DeadLetters.Policy policy)
            throws Exception {
        assumeThat(delivery == Delivery.EXACTLY_ONCE || Boolean.getBoolean("stalls"))
                .as("takes half a minute more: -Dstalls=true")
                .isTrue();
        create(topic("order", STAYS), stall.topic(scene.prefix + "slow"));
        RelaySettingsBuilder settings = settings(policy).delivery(delivery);
        try (Relay relay = scene.start(settings)) {
            scene.publish("slow", "a=1");
            scene.publish("order", "x=2");
            scene.arrived(2);
            broker.stop();

            scene.publish("slow", "a=3", "b=4", "a=5");
            scene.publish("order", "x=6", "x=7");
            assertThat(others(3)).containsExactly("2", "6", "7");
            DeadLetter first = scene.letter(relay, "3", DeadLetters.State.FAILED);
            assertThat(first.reason()).contains("Topic '" + scene.prefix + "slow' has taken no events since");
            scene.letter(relay, "5", DeadLetters.State.PARKED);
            await().atMost(LIMIT).until(() -> relay.status().durable().parkedEvents() == 3);
            RelayStatus.Durable status = relay.status().durable();
            assertThat(status.stalledTopics()).containsOnlyKeys(scene.prefix + "slow");
            assertThat(status.deadLetters()).as("letters that need a human").isZero();

            scene.publish("slow", "b=8");
            scene.publish("order", "x=9");
            assertThat(others(4)).endsWith("9");
        }
        boolean stuck = stall == Stall.SHORT_OF_REPLICAS && delivery == Delivery.EXACTLY_ONCE;
        assertThat(producerNumber()).isEqualTo(stuck ? "1" : "0");
        try (Relay relay = scene.start(settings)) {
            scene.publish("slow", "a=10");
            scene.publish("order", "x=11");
            assertThat(others(5)).endsWith("11");
            assertThat(relay.status().durable().stalledTopics()).containsOnlyKeys(scene.prefix + "slow");

            broker.start();
            await().atMost(LIMIT).until(() -> relay.status().durable().parkedEvents() == 0);
            assertThat(relay.status().durable().stalledTopics()).isEmpty();
            scene.publish("slow", "a=12");
            scene.arrived(12);
        }
        assertThat(slow()).containsExactly("1", "3", "4", "5", "8", "10", "12");
        assertThat(scene.settled()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void ifNothingGoesNothingIsParked() throws Exception {
        create(Stall.SHORT_OF_REPLICAS.topic(scene.prefix + "slow"), topic("order", GOES));
        try (Relay relay = scene.start(settings(DeadLetters.Policy.PARK_KEY))) {
            scene.publish("slow", "a=1");
            scene.publish("order", "x=2");
            scene.arrived(2);
            broker.stop();

            scene.publish("slow", "a=3");
            scene.publish("order", "x=4");
            staysAway(relay);

            broker.start();
            scene.arrived(4);
        }
        assertThat(scene.settled()).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    @EnabledIfSystemProperty(
            named = "stalls",
            matches = "true",
            disabledReason = "SortingTest tells it in no time: -Dstalls=true")
    void haltWaitsForTheTopic() throws Exception {
        create(topic("order", STAYS), topic("slow", GOES));
        var settings =
                settings(DeadLetters.Policy.PARK_KEY).deadLetterPolicies(Map.of("slow", DeadLetters.Policy.HALT));
        try (Relay relay = scene.start(settings)) {
            broker.stop();
            scene.publish("slow", "a=1");
            scene.publish("order", "x=2");
            staysAway(relay);

            broker.start();
            scene.arrived(2);
        }
        assertThat(scene.settled()).containsExactlyInAnyOrder("1", "2");
    }

    /** It may be frozen, not dead: nobody can fence it while its transaction lasts. */
    @Test
    void aPredecessorsTransactionThatCannotBeEndedIsWaitedFor() throws Exception {
        create(topic("order", STAYS), Stall.SHORT_OF_REPLICAS.topic(scene.prefix + "slow"));
        try (var predecessor = producer("dead" + scene.number + "-dead_" + scene.number)) {
            predecessor.initTransactions();
            predecessor.beginTransaction();
            predecessor
                    .send(new ProducerRecord<>(scene.prefix + "slow", new byte[0]))
                    .get();
            broker.stop();
            predecessor.abortTransaction();
        }
        scene.publish("order", "x=1");
        try (Relay relay = Relay.builder(settings(DeadLetters.Policy.PARK_KEY).build())
                .listener(scene.recording)
                .build()) {
            relay.start();
            assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                    .contains("Kafka cannot end the last transaction of")
                    .contains(scene.prefix + "slow-0");

            broker.start();
            assertThat(scene.arrived(1)).containsExactly("1");
            assertThat(producerNumber()).isEqualTo("0");
        }
    }

    private String producerNumber() throws SQLException {
        return scene.database.value("select producer::text from outbox.lease where name = 'dead" + scene.number + "'");
    }

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void staysAway(Relay relay) throws Exception {
        assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                .isNotBlank();
        await().atMost(LIMIT)
                .until(() ->
                        String.valueOf(relay.status().durable().waitingFor()).contains("has taken no events since"));
        await().during(QUIET)
                .atMost(LIMIT)
                .until(() -> relay.deadLetters().list(0, 10).isEmpty()
                        && relay.status().durable().state() != RelayStatus.State.RUNNING);
    }

    /** Clients that give up early, so that a stall shows within seconds. */
    private RelaySettingsBuilder settings(DeadLetters.Policy policy) {
        return scene.settings(policy)
                .stalledTopicAfter(Duration.ofSeconds(1))
                .kafkaProperties(
                        Map.of("max.block.ms", "2000", "delivery.timeout.ms", "2000", "request.timeout.ms", "1500"));
    }

    private List<String> others(int count) {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), scene.prefix + "order")) {
            return DeadLetterScene.names(records.await(count, LIMIT));
        }
    }

    private List<String> slow() {
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), scene.prefix + "slow")) {
            return DeadLetterScene.names(records.awaitEnd(LIMIT));
        }
    }

    private NewTopic topic(String aggregateType, List<Integer> brokers) {
        return new NewTopic(scene.prefix + aggregateType, Map.of(0, brokers));
    }

    private static void create(NewTopic... topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(Set.of(topics)).all().get();
        }
    }

    /** What happens to a topic when the second broker goes away. */
    enum Stall {
        /** A transaction that has written to it cannot be ended. */
        SHORT_OF_REPLICAS {
            @Override
            NewTopic topic(String name) {
                return new NewTopic(name, Map.of(0, List.of(1, TestBroker.ID)))
                        .configs(Map.of("min.insync.replicas", "2"));
            }
        },
        WITHOUT_A_LEADER {
            @Override
            NewTopic topic(String name) {
                return new NewTopic(name, Map.of(0, GOES));
            }
        };

        abstract NewTopic topic(String name);
    }
}

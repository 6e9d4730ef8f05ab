package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody deletes what a sink remembers, under a relay that runs or one that is stopped; or the sink is replaced. */
class SinkLossTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name = "loss" + NEXT.incrementAndGet();
    private final TestDatabase shop = SharedServers.postgres().createDatabase();
    private final List<Relay> relays = new ArrayList<>();

    @AfterEach
    void close() {
        relays.forEach(Relay::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeletedStateTopicCostsNeitherALossNorARepetition(boolean running) throws Exception {
        Relay relay = relay();
        publish("1");
        arrived("1");
        relay = deleteWhile(running, relay, name + "-state");
        publish("2");
        arrived("2");
        relay.close();
        publish("3");
        relay = relay();
        publish("4");
        assertThat(arrived("4")).containsExactlyInAnyOrder("1", "2", "3", "4");
        awaitRunning(relay);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeletedEventTopicIsMadeAnew(boolean running) throws Exception {
        Relay relay = relay();
        publish("1");
        arrived("1");
        relay = deleteWhile(running, relay, name + ".order");
        publish("2");
        publish("3");
        assertThat(arrived("3")).containsExactlyInAnyOrder("2", "3");
        awaitRunning(relay);
    }

    /** A replica that has everything goes on in the same epoch; an empty server gets what is young, in a new one. */
    @Test
    void redisFailsOver() throws Exception {
        try (TestRedis first = TestRedis.start();
                TestProxy address = TestProxy.to(first.port());
                TestRedis replica = TestRedis.start();
                LiveScene scene = new LiveScene(SharedServers.postgres(), replica)) {
            on(replica, redis -> redis.replicaof("127.0.0.1", first.port()));
            scene.settings().redis(TestRedis.url(address));
            LivePath path = scene.start(1);
            scene.commit("a", 1);
            scene.await(1);
            on(
                    first,
                    redis -> assertThat(redis.waitForReplication(1, LIMIT.toMillis()))
                            .isOne());
            long epoch = path.status().epoch();

            on(replica, redis -> redis.replicaofNoOne());
            address.target(replica.port());
            first.kill();
            scene.commit("b", 2);
            assertThat(scene.awaitSubjects(2)).containsExactly("a", "b");
            assertThat(path.status().epoch()).isEqualTo(epoch);

            try (TestRedis empty = TestRedis.start()) {
                address.target(empty.port());
                scene.listener.await("epoch", 2);
                assertThat(scene.listener.lines("epoch").get(1)).contains("Redis holds no cursor");
                Awaitility.await().atMost(LIMIT).until(() -> path.status().epoch() > epoch);
            }
        }
    }

    private static void awaitRunning(Relay relay) {
        Awaitility.await().atMost(LIMIT).until(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
    }

    private static void on(TestRedis server, Consumer<RedisCommands<String, String>> command) {
        try (RedisClient client = RedisClient.create(server.url())) {
            command.accept(client.connect().sync());
        }
    }

    private Relay deleteWhile(boolean running, Relay relay, String topic) throws Exception {
        if (!running) {
            relay.close();
        }
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> running || !admin.listTopics().names().get().contains(topic));
        }
        return running ? relay : relay();
    }

    private Relay relay() {
        Relay relay = Relay.builder(RelaySettings.builder()
                        .name(name)
                        .slot(name)
                        .postgres(shop.jdbcUrl(), shop.username(), shop.password())
                        .kafka(SharedServers.kafka().bootstrapServers())
                        .topicPrefix(name + ".")
                        .stateTopic(name + "-state")
                        .heartbeatInterval(Duration.ofMillis(300))
                        .build())
                .build();
        relays.add(relay);
        relay.start();
        return relay;
    }

    private void publish(String aggregateId) throws SQLException {
        try (Connection connection = shop.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select outbox.publish('order', '" + aggregateId + "', 'Placed', '{}')");
        }
    }

    /** The aggregate ids in Kafka, once it holds this one. */
    private List<String> arrived(String aggregateId) {
        try (KafkaRecords records =
                KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), name + "[.]order")) {
            return records
                    .await(all -> all.stream().anyMatch(record -> record.key().equals(aggregateId)), LIMIT)
                    .stream()
                    .map(ConsumerRecord::key)
                    .toList();
        }
    }
}

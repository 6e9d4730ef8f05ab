package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Somebody else's open transaction in the state topic: the relay cannot read its cursor, and says whose fault it is. */
@OutboxServers
class BlockingTransactionTest {

    private static final String STRANGER = "somebody-else";

    private final DurableScene scene;

    BlockingTransactionTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    void theWaitNamesTheTransactionAndHowToEndIt() throws Exception {
        scene.start().close();
        TopicPartition state = new TopicPartition(scene.stateTopic, 0);
        try (var stranger = producer();
                Admin admin = Admin.create(Map.of("bootstrap.servers", scene.kafka.bootstrapServers()))) {
            stranger.initTransactions();
            stranger.beginTransaction();
            long offset = stranger.send(new ProducerRecord<>(scene.stateTopic, 0, new byte[] {1}, new byte[] {1}))
                    .get()
                    .offset();
            try (Relay relay = Relay.builder(scene.settings().build())
                    .listener(scene.recording)
                    .build()) {
                relay.start();
                assertThat(scene.recording.await(RelayStatus.Path.DURABLE, RelayStatus.State.WAITING))
                        .containsPattern("of transactional id '" + STRANGER + "', since 2[0-9-]+T")
                        .contains("'" + scene.stateTopic + "', partition 0, from offset " + offset)
                        .endsWith("kafka-transactions.sh --bootstrap-server " + scene.kafka.bootstrapServers()
                                + " abort --topic " + scene.stateTopic + " --partition 0 --start-offset " + offset);
                abort(admin, state);
                await().atMost(LIMIT).until(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
            }
        }
    }

    /** What that command does. */
    private static void abort(Admin admin, TopicPartition partition) throws Exception {
        ProducerState open =
                admin.describeProducers(Set.of(partition)).partitionResult(partition).get().activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .findFirst()
                        .orElseThrow();
        admin.abortTransaction(new AbortTransactionSpec(
                        partition,
                        open.producerId(),
                        (short) open.producerEpoch(),
                        open.coordinatorEpoch().orElse(0)))
                .all()
                .get();
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", scene.kafka.bootstrapServers(), "transactional.id", STRANGER),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}

package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DurableScene.numbers;
import static io.dualstream.outbox.relay.DurableScene.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One INSERT brings hundreds of types that Kafka has no topics for, and others have events, too. */
@OutboxServers
class ManyNewTypesTest {

    private static final int TYPES = 300;

    /** The newest in this JVM: a broker that ends takes its counts away from those that were there before. */
    private final TestKafka kafka = TestKafka.start();

    private final DurableScene scene;

    ManyNewTypesTest(TestDatabase database) {
        this.scene = new DurableScene(database, kafka);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void theirTopicsAreMadeTogetherAndEverythingArrivesOnce() throws Exception {
        try (Relay relay = scene.start()) {
            long begin = BrokerRequests.answered("CreateTopics");
            scene.insert(0, 10);
            scene.arrived(10);
            long ofOneType = BrokerRequests.answered("CreateTopics") - begin;
            assertThat(ofOneType).isPositive();

            scene.database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                    + " select 'type-' || n, 'key', 'Made', to_json(n) from generate_series(10, " + (TYPES + 9)
                    + ") n");
            scene.insert(TYPES + 10, TYPES + 20);
            List<ConsumerRecord<String, byte[]>> arrived = scene.arrived(TYPES + 20);
            assertThat(arrived.stream().map(ConsumerRecord::topic).distinct()).hasSize(TYPES + 1);
            // one request for each batch, of which the stream may make a few
            assertThat(BrokerRequests.answered("CreateTopics") - begin - ofOneType)
                    .isLessThanOrEqualTo(TYPES / 10 * ofOneType);
        }
        List<ConsumerRecord<String, byte[]>> settled = scene.settled();
        assertThat(numbers(settled)).containsExactlyInAnyOrderElementsOf(range(TYPES + 20));
        assertThat(numbers(settled.stream()
                        .filter(record -> record.topic().endsWith(".order"))
                        .toList()))
                .isSorted();
    }
}

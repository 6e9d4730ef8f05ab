package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestProxy;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

/** A Kafka that takes far less in a transaction's time than the relay likes to put into one. */
@OutboxServers
class SlowKafkaTest {

    private static final int EVENTS = 20;

    private final TestDatabase database;

    SlowKafkaTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void recoveryAndStreamingEndBelowAQuota() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            DurableScene scene = new DurableScene(database, kafka);
            try (Relay relay = scene.start()) {
                insert(0, 1);
                scene.arrived(1);
                assertThat(relay.status().durable().recoveries()).isZero();
            }
            limit(kafka, 200_000);
            scene.database.execute(DurableScene.dropOf(scene.slot));
            insert(1, EVENTS);
            try (Relay relay = scene.start(impatient(scene))) {
                scene.arrived(EVENTS);
                assertThat(relay.status().durable().recoveries()).isEqualTo(1);
                insert(EVENTS, 2 * EVENTS);
                scene.arrived(2 * EVENTS);
            }
            assertThat(scene.settled()).extracting(ConsumerRecord::key).containsExactlyInAnyOrderElementsOf(keys());
        }
    }

    /** An answer of the broker has to come before the request times out, whatever the partitions hold. */
    @Test
    void aRecoveryReadsTheTopicsOverASlowLink() throws Exception {
        try (TestProxy link = TestProxy.start();
                TestKafka kafka = TestKafka.builder()
                        .settings(Map.of("num.partitions", "6"))
                        .behind(link)
                        .start()) {
            DurableScene scene = new DurableScene(database, kafka);
            try (Relay relay = scene.start()) {
                insert(0, 2 * EVENTS);
                scene.arrived(2 * EVENTS);
                assertThat(relay.status().durable().recoveries()).isZero();
            }
            scene.dropSlot();
            scene.insert(0, 1); // or there would be nothing to look for in the topics
            link.slow(Duration.ofMillis(5), 300_000);
            try (Relay relay = scene.start(impatient(scene).kafka("127.0.0.1:" + link.port()))) {
                assertThat(relay.status().durable().recoveries()).isEqualTo(1);
            }
            assertThat(scene.settled()).hasSize(2 * EVENTS + 1);
        }
    }

    @Test
    void aRetryOfDeadLettersEndsBelowAQuota() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            DurableScene scene = new DurableScene(database, kafka);
            try (Relay relay = scene.start()) {
                scene.insert(0, 1);
                scene.arrived(1);
                setLimit(kafka, scene.prefix + "order", 10_000);
                insert(0, EVENTS);
                await().atMost(DurableScene.LIMIT)
                        .until(() -> relay.status().durable().deadLetters() == EVENTS);
            }
            setLimit(kafka, scene.prefix + "order", 1 << 20);
            limit(kafka, 200_000);
            database.execute("select outbox.retry_dead_letters()");
            try (Relay relay = scene.start(impatient(scene))) {
                scene.insert(1, 2);
                scene.arrived(EVENTS + 2);
                assertThat(relay.status().durable().recoveries()).isZero();
            }
            assertThat(scene.settled()).hasSize(EVENTS + 2);
        }
    }

    private static RelaySettingsBuilder impatient(DurableScene scene) {
        return scene.settings()
                .kafkaProperties(
                        Map.of("max.block.ms", "3000", "request.timeout.ms", "3000", "delivery.timeout.ms", "5000"));
    }

    private static void setLimit(TestKafka kafka, String topic, int bytes) throws Exception {
        var limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(limit)))
                    .all()
                    .get();
        }
    }

    private static List<String> keys() {
        return IntStream.range(0, 2 * EVENTS).mapToObj(n -> "A-" + n).toList();
    }

    /** Events of 200 kB, which do not compress, in one transaction. */
    private void insert(int from, int to) throws Exception {
        database.execute("insert into outbox.event (aggregate_type, aggregate_id, event_type, key, payload)"
                + " select 'order', 'A-' || n, 'Placed', null,"
                + " to_json((select string_agg(md5((random() + n + i)::text), '') from generate_series(1, 6250) i)::text)"
                + " from generate_series(" + from + ", " + (to - 1) + ") n");
    }

    private static void limit(TestKafka kafka, double bytesPerSecond) throws Exception {
        var everybody = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        var rate = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(everybody, List.of(rate))))
                    .all()
                    .get();
        }
    }
}

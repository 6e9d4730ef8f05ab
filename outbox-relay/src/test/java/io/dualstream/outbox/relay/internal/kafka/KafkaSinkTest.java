package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a relay reads back when it is not the only one that writes to the state topic. */
@OutboxServers
class KafkaSinkTest {

    private static final String TOPIC = "shared-state";

    private final TestKafka kafka;

    KafkaSinkTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    @Test
    void readsItsLastStateAlthoughANeighboursTransactionIsOpenBeforeIt() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (KafkaProducer<byte[], byte[]> neighbour = neighbour()) {
            try (KafkaSink sink = open()) {
                sink.publisher().publish(List.of(), state("first"));
                neighbour.beginTransaction();
                neighbour
                        .send(new ProducerRecord<>(TOPIC, "neighbour".getBytes(UTF_8), new byte[0]))
                        .get();
                sink.publisher().publish(List.of(), state("last"));
            }
            Future<String> read = other.submit(this::read);
            assertThatThrownBy(() -> read.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            neighbour.abortTransaction();
            assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo("last");
        } finally {
            other.shutdownNow();
        }
    }

    /** A start, and each takeover, would be that much longer: the consumer's close waited for a fetch that nothing answers. */
    @Test
    void waitsForNothingOnceItHasReadTheState() throws Exception {
        try (KafkaSink sink = open()) {
            sink.publisher().publish(List.of(), state("there"));
        }
        // on a busy machine, most take longer; with the wait, all do
        await().pollInterval(Duration.ZERO).atMost(Duration.ofMinutes(3)).until(() -> {
            long began = System.nanoTime();
            open().close();
            return Duration.ofNanos(System.nanoTime() - began).toMillis() < 400;
        });
    }

    /** Compaction keeps the end of each transaction for a day unless told otherwise, and a start would read them all. */
    @Test
    void theStateTopicIsSoonRidOfTheEndsOfTransactions() throws Exception {
        open().close();
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(Set.of(topic)).all().get().get(topic));
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("delete.retention.ms").value()).isEqualTo("120000");
        }
    }

    private String read() throws InterruptedException {
        try (KafkaSink sink = open()) {
            return new String(sink.state().getOrDefault("key", new byte[0]), UTF_8);
        }
    }

    private KafkaSink open() throws InterruptedException {
        return KafkaSink.open(
                new KafkaSettings(
                        kafka.bootstrapServers(),
                        "relay-of-shared-state",
                        0,
                        "/test",
                        new KafkaSettings.Topics("shared.", TOPIC, true, 0, (short) 0),
                        Map.of()),
                true,
                new AttemptBudget(1),
                new TransactionSize(),
                new Stalls(Duration.ZERO, Instant::now));
    }

    private static StateRecord state(String value) {
        return new StateRecord("key", value.getBytes(UTF_8));
    }

    private KafkaProducer<byte[], byte[]> neighbour() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "neighbour"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }
}

package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestKafkaTest {
    private static TestKafka kafka;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start();
    }

    @AfterAll
    static void close() {
        kafka.close();
    }

    @Test
    void keepsCommittedRecordsThroughARestartOnTheSamePort() throws Exception {
        createTopic("restart");
        send("restart", "dropped", false);
        send("restart", "kept", true);

        kafka.restart();

        try (KafkaRecords committed = KafkaRecords.committed(kafka.bootstrapServers(), "restart");
                KafkaRecords uncommitted = KafkaRecords.uncommitted(kafka.bootstrapServers(), "restart")) {
            assertThat(committed.awaitEnd(Duration.ofMinutes(3)))
                    .extracting(KafkaRecords::text)
                    .containsExactly("kept");
            assertThat(uncommitted.awaitEnd(Duration.ofMinutes(3)))
                    .extracting(KafkaRecords::text)
                    .containsExactly("dropped", "kept");
        }
    }

    @Test
    void readsTopicsThatAppearMeanwhile() throws Exception {
        createTopic("early.a");
        send("early.a", "first", true);
        try (KafkaRecords records = KafkaRecords.committed(kafka.bootstrapServers(), "early\\..+")) {
            records.await(1, Duration.ofMinutes(3));

            createTopic("early.b");
            send("early.b", "second", true);

            assertThat(records.await(2, Duration.ofMinutes(3)))
                    .extracting(KafkaRecords::text)
                    .containsExactly("first", "second");
        }
    }

    @Test
    void deletesTopics() throws Exception {
        createTopic("doomed");

        kafka.deleteTopics();

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void keepsWhatItAcknowledgedWhenItsProcessIsKilled() throws Exception {
        try (TestKafka killed = TestKafka.builder().inProcess().start()) {
            createTopic(killed, "kill");
            send(killed, "kill", "dropped", false);
            send(killed, "kill", "kept", true);

            killed.kill();
            killed.restart();

            try (KafkaRecords committed = KafkaRecords.committed(killed.bootstrapServers(), "kill")) {
                assertThat(committed.awaitEnd(Duration.ofMinutes(3)))
                        .extracting(KafkaRecords::text)
                        .containsExactly("kept");
            }
        }
    }

    @Test
    void insideThisJvmItCannotBeKilled() {
        assertThatThrownBy(kafka::kill)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("inProcess()");
    }

    private static void createTopic(String name) throws Exception {
        createTopic(kafka, name);
    }

    private static void createTopic(TestKafka kafka, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static void send(String topic, String value, boolean commit) throws Exception {
        send(kafka, topic, value, commit);
    }

    private static void send(TestKafka kafka, String topic, String value, boolean commit) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "sender");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, value)).get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }
}

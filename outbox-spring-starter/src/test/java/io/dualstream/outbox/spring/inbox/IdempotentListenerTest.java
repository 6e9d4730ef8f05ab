package io.dualstream.outbox.spring.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.InboxFailures.Failure;
import io.dualstream.outbox.inbox.ReceivedEvent;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Listeners of an application, on a real database and a real broker. */
class IdempotentListenerTest {

    private static ConfigurableApplicationContext shop;
    private static JdbcTemplate jdbc;

    record Placed(String order) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableOutboxServers
    static class Shop {

        @Bean
        Listeners listeners(JdbcTemplate jdbc) {
            return new Listeners(jdbc);
        }
    }

    static class Listeners {

        static final Set<String> POISON = ConcurrentHashMap.newKeySet();
        static final Queue<Object> ACKNOWLEDGED_EARLY = new ConcurrentLinkedQueue<>();
        static final Queue<Integer> BATCHES = new ConcurrentLinkedQueue<>();

        private final JdbcTemplate jdbc;

        Listeners(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @KafkaListener(topics = "inbox.typed", groupId = "typed")
        @IdempotentListener(consumer = "${typed.consumer}")
        public void typed(ReceivedEvent<Placed> event) {
            Placed placed = event.payload();
            effect(
                    "typed",
                    event.id(),
                    placed == null
                            ? "tombstone"
                            : placed.order() + event.headers().get("tenant"));
            failIfPoison(event.id());
        }

        @KafkaListener(topics = "inbox.typed", groupId = "payload")
        @IdempotentListener
        public void payload(Placed placed) {
            effect("payload", placed.order(), "");
        }

        @KafkaListener(topics = "inbox.typed", groupId = "envelope")
        @IdempotentListener
        public void envelope(Envelope event) {
            effect("envelope", event.id(), "");
        }

        @KafkaListener(topics = "inbox.typed", groupId = "record")
        @IdempotentListener
        public void record(ConsumerRecord<String, String> record) {
            effect("record", new String(record.headers().lastHeader("ce_id").value(), UTF_8), "");
        }

        @KafkaListener(topics = "inbox.batch", groupId = "batch", batch = "true", properties = "fetch.min.bytes=2000")
        @IdempotentListener
        public void batch(List<ReceivedEvent<Placed>> events) {
            BATCHES.add(events.size());
            events.forEach(event -> effect("batch", event.id(), ""));
            events.forEach(event -> failIfPoison(event.id()));
        }

        @KafkaListener(topics = "inbox.manual", groupId = "manual", ackMode = "MANUAL_IMMEDIATE")
        @IdempotentListener
        public void manual(Envelope event, Acknowledgment acknowledgment) throws Exception {
            effect("manual", event.id(), "");
            acknowledgment.acknowledge();
            if (Topic.committed("manual") > 0) {
                ACKNOWLEDGED_EARLY.add(event.id());
            }
        }

        private void effect(String listener, String id, String what) {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            jdbc.update("insert into effect values (?, ?, ?)", listener, id, what);
        }

        private static void failIfPoison(String id) {
            if (POISON.contains(id)) {
                throw new IllegalStateException("cannot stomach it");
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Topic.create("inbox.typed", "inbox.batch", "inbox.manual");
        shop = application(Shop.class)
                .run(
                        "--spring.main.banner-mode=off",
                        "--spring.kafka.consumer.auto-offset-reset=earliest",
                        "--spring.kafka.consumer.isolation-level=read_committed",
                        "--typed.consumer=typing",
                        "--outbox.migrate=false",
                        "--outbox.inbox.enabled=true",
                        "--outbox.inbox.max-attempts=3",
                        "--outbox.inbox.backoff.initial=10ms",
                        "--outbox.inbox.replay-interval=50ms");
        jdbc = shop.getBean(JdbcTemplate.class);
        jdbc.execute("create table effect (listener text, event text, what text)");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void everyKindOfListenerHandlesARedeliveredEventOnce() throws Exception {
        String id = Topic.send("inbox.typed", 0, "{\"order\": \"A-1\"}");
        Topic.send("inbox.typed", 0, id, "{\"order\": \"A-1\"}");
        Topic.send("inbox.typed", 1, id, "{\"order\": \"A-1\"}");
        String last0 = Topic.send("inbox.typed", 0, "{\"order\": \"Z-0\"}");
        String last1 = Topic.send("inbox.typed", 1, "{\"order\": \"Z-1\"}");

        awaitEffects("typed", last0, last1);
        awaitEffects("envelope", last0, last1);
        awaitEffects("record", last0, last1);
        awaitEffects("payload", "Z-0", "Z-1");
        assertThat(what("typed", id)).containsExactly("A-17");
        assertThat(what("envelope", id)).hasSize(1);
        assertThat(what("record", id)).hasSize(1);
        assertThat(what("payload", "A-1")).hasSize(1);
        assertThat(jdbc.queryForList(
                        "select consumer from inbox.received where event_id = ? order by 1", String.class, id))
                .containsExactly("envelope", "payload", "record", "typing");
    }

    @Test
    void aTombstoneIsAnEventWithoutAPayload() throws Exception {
        String id = Topic.send("inbox.typed", 0, null);

        awaitEffects("typed", id);

        assertThat(what("typed", id)).containsExactly("tombstone");
    }

    @Test
    void anEventThatFailsIsTriedAgainThenKeptAndTheOthersGoOnUntilItIsReplayed() throws Exception {
        String bad = poison("inbox.typed");
        String behind = Topic.send("inbox.typed", 0, "{\"order\": \"A-3\"}");

        awaitEffects("typed", behind);
        assertThat(what("typed", bad)).isEmpty();
        Inbox inbox = shop.getBean(Inbox.class);
        long number = Objects.requireNonNull(
                jdbc.queryForObject("select number from inbox.failure where event_id = ?", Long.class, bad));
        assertThat(inbox.failures().find(number)).hasValueSatisfying(failure -> {
            assertThat(failure.state()).isEqualTo(Failure.State.DEAD);
            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.reason()).contains("cannot stomach it");
            assertThat(failure.event().origin().topic()).isEqualTo("inbox.typed");
        });

        Listeners.POISON.remove(bad);
        jdbc.queryForList("select inbox.replay_failure(?)", number);

        awaitEffects("typed", bad);
        await().untilAsserted(() -> assertThat(inbox.failures().find(number))
                .hasValueSatisfying(failure -> assertThat(failure.state()).isEqualTo(Failure.State.HANDLED)));
        assertThat(what("typed", bad)).containsExactly("A-27");
    }

    @Test
    void whatIsNoCloudEventOrNoSuchPayloadIsKeptAtOnce() throws Exception {
        Topic.send(new ProducerRecord<>("inbox.typed", 0, "k", "hello".getBytes(UTF_8)));
        String noPayload = Topic.send("inbox.typed", 0, "[]");
        String behind = Topic.send("inbox.typed", 0, "{\"order\": \"A-4\"}");

        awaitEffects("typed", behind);

        assertThat(jdbc.queryForList(
                        "select convert_from(data, 'UTF8') || attempts || state from inbox.failure where consumer = 'typing'"
                                + " and (event_id like 'inbox.typed-0@%' or event_id = ?) order by 1 desc",
                        String.class, noPayload))
                .containsExactly("hello1dead", "[]1dead");
    }

    @Test
    void aBatchIsHandledWithoutDuplicatesAndWithoutTheBadOne() throws Exception {
        String good = Topic.send("inbox.batch", 0, "{\"order\": \"A-1\"}");
        String bad = poison("inbox.batch");
        Topic.send("inbox.batch", 0, good, "{\"order\": \"A-1\"}");
        String behind = Topic.send("inbox.batch", 0, "{\"order\": \"A-2\"}");

        awaitEffects("batch", good, behind);

        assertThat(what("batch", bad)).isEmpty();
        assertThat(jdbc.queryForList("select state from inbox.failure where event_id = ?", String.class, bad))
                .containsExactly("dead");
    }

    @Test
    void whatTheListenerAcknowledgesIsAcknowledgedAfterTheCommit() throws Exception {
        String id = Topic.send("inbox.manual", 0, "{}");
        Topic.send("inbox.manual", 0, id, "{}");

        await().until(() -> Topic.committed("manual") == 2);

        assertThat(what("manual", id)).hasSize(1);
        assertThat(Listeners.ACKNOWLEDGED_EARLY).isEmpty();
    }

    private static String poison(String topic) throws Exception {
        String id = UUID.randomUUID().toString();
        Listeners.POISON.add(id);
        Topic.send(topic, 0, id, "{\"order\": \"A-2\"}");
        return id;
    }

    private static SpringApplication application(Class<?> configuration) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        return application;
    }

    private static void awaitEffects(String listener, String... events) {
        await().untilAsserted(() -> assertThat(
                        jdbc.queryForList("select event from effect where listener = ?", String.class, listener))
                .contains(events));
    }

    private static List<String> what(String listener, String event) {
        return jdbc.queryForList(
                "select what from effect where listener = ? and event = ?", String.class, listener, event);
    }
}

package io.dualstream.outbox.relay.internal.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.BrokerRequests;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.testkit.TestKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The topics of many events, found or made together, on a broker whose policy is against some names. */
class EventTopicsTest {

    private static final String FORBIDDEN = "forbidden";

    private static TestKafka kafka;

    private final Admin admin;
    private final EventTopics topics;

    EventTopicsTest() {
        KafkaSettings settings = new KafkaSettings(
                kafka.bootstrapServers(),
                "relay-of-many-topics",
                0,
                "/test",
                new KafkaSettings.Topics("many.", "many-state", true, 1, (short) 1),
                Map.of());
        this.admin = new KafkaClients(settings).admin();
        this.topics = new EventTopics(admin, settings, new Stalls(Duration.ofMinutes(1), Instant::now));
    }

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(Map.of("create.topic.policy.class.name", AgainstForbiddenNames.class.getName()));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void hundredsAreMadeWithOneRequestAndSomeThatCannotBeMadeHoldUpNone() throws Exception {
        long begin = BrokerRequests.answered("CreateTopics");
        topics.resolveFor(List.of(event("single")));
        long ofOne = BrokerRequests.answered("CreateTopics") - begin;
        assertThat(ofOne).isPositive();
        List<EventRecord> good =
                IntStream.range(0, 300).mapToObj(n -> event("type-" + n)).toList();
        EventRecord forbidden = event(FORBIDDEN);
        EventRecord invalid = event("not!a!name");

        topics.resolveFor(
                Stream.concat(Stream.of(forbidden, invalid), good.stream()).toList());

        assertThat(BrokerRequests.answered("CreateTopics") - begin - ofOne).isEqualTo(ofOne);
        for (EventRecord event : good) {
            assertThat(topics.of(event).name()).isEqualTo("many." + event.aggregateType());
        }
        assertThat(admin.describeTopics(good.stream()
                                .map(event -> "many." + event.aggregateType())
                                .toList())
                        .allTopicNames()
                        .get()
                        .values())
                .hasSize(300)
                .allSatisfy(topic -> assertThat(topic.partitions())
                        .hasSize(1)
                        .allSatisfy(partition ->
                                assertThat(TopicHealth.hasLeader(partition)).isTrue()));
        assertThatThrownBy(() -> topics.of(forbidden))
                .isInstanceOf(RefusedTopicException.class)
                .hasCauseInstanceOf(StalledTopicException.class)
                .hasMessageContaining("'many.forbidden' cannot be created");
        assertThatThrownBy(() -> topics.of(invalid))
                .isInstanceOf(RefusedTopicException.class)
                .hasCauseInstanceOf(InvalidTopicException.class);
    }

    /** A controller answers a request for too many partitions like one against its policy, so a refused request is divided. */
    @Test
    void ofARequestThatIsRefusedAsAWholeEachTopicIsAskedForAgain() throws Exception {
        List<EventRecord> events =
                IntStream.range(0, 5).mapToObj(n -> event(FORBIDDEN + "-" + n)).toList();

        topics.resolveFor(events);

        assertThat(events)
                .allSatisfy(event -> assertThatThrownBy(() -> topics.of(event))
                        .hasMessageContaining("'many." + event.aggregateType() + "' cannot be created")
                        .hasMessageContaining("no such name"));
        topics.forget();
        AgainstForbiddenNames.relent = true;
        try {
            topics.resolveFor(events);
            for (EventRecord event : events) {
                assertThat(topics.of(event).name()).isEqualTo("many." + event.aggregateType());
            }
        } finally {
            AgainstForbiddenNames.relent = false;
        }
    }

    private static EventRecord event(String aggregateType) {
        return new EventRecord(
                1, new UUID(0, 1), aggregateType, "a", "E", null, null, null, Map.of(), null, "2026-01-01T00:00:00Z");
    }

    /** The broker makes one of it. */
    public static final class AgainstForbiddenNames implements CreateTopicPolicy {

        static volatile boolean relent;

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void validate(RequestMetadata request) {
            if (request.topic().contains(FORBIDDEN) && !relent) {
                throw new PolicyViolationException("no such name");
            }
        }

        @Override
        public void close() {}
    }
}

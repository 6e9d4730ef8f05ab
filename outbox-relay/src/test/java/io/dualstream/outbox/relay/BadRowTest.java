package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.internal.kafka.UnreadableEventException;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever writes a row past the table's rules stops that row, on no path anything else. */
@OutboxServers
@SuppressWarnings("try") // a relay does its work by being open
class BadRowTest {

    private final DurableScene scene;
    private final TestRedis redis;

    BadRowTest(TestDatabase database, TestKafka kafka, TestRedis redis) {
        this.scene = new DurableScene(database, kafka);
        this.redis = redis;
    }

    @Test
    void badRowsAreNamedDeadLettersAndTheRestArrivesOnBothPaths() throws Exception {
        try (Relay relay = scene.start(settings())) {
            scene.insert(0, 1);
            pastTheRules("order", "number", "{\"n\":1,\"kept\":\"k\"}", "1");
            pastTheRules("order", "array", "[1]", "1");
            pastTheRules("order", "time", "{\"kept\":\"k\"}", "9223372036854775807");
            pastTheRules("or der/x", "type", "{}", "1");
            scene.insert(1, 2);
            arrivesAlone(0, 1);

            DeadLetter number = letter(relay, "number");
            assertThat(number.errorClass()).isEqualTo(UnreadableEventException.class.getName());
            assertThat(number.reason())
                    .contains("seq " + number.event().seq())
                    .contains("id " + number.event().id())
                    .contains("type order/number")
                    .contains("header 'n' is not a string");
            assertThat(number.event().headers()).containsOnlyKeys("headers");
            assertThat(letter(relay, "array").reason()).contains("not a JSON object");
            assertThat(letter(relay, "time").reason()).contains("created_us 9223372036854775807");
            assertThat(letter(relay, "time").event().headers()).containsEntry("kept", "k");
            assertThat(letter(relay, "type").reason()).contains("or der/x");
            assertThat(relay.status().durable().state()).isEqualTo(RelayStatus.State.RUNNING);
            assertThat(relay.status().live().state()).isEqualTo(RelayStatus.State.RUNNING);

            relay.deadLetters().retry(number.number());
            await().atMost(DurableScene.LIMIT)
                    .until(() -> letter(relay, "number").state() == DeadLetters.State.PUBLISHED);
        }
        assertThat(scene.settled())
                .hasSize(3)
                .last()
                .satisfies(record ->
                        assertThat(KafkaRecords.header(record, "headers")).isEqualTo("{\"n\": 1, \"kept\": \"k\"}"));
    }

    @Test
    void aRecoveryFromTheTablePassesThem() throws Exception {
        try (Relay relay = scene.start(settings())) {
            scene.insert(0, 1);
            arrivesAlone(0);
        }
        scene.insert(1, 2);
        pastTheRules("order", "number", "{\"n\":1}", "1");
        pastTheRules("or der/x", "type", "{}", "1");
        scene.insert(2, 3);
        scene.dropSlot();
        try (Relay relay = scene.start(settings())) {
            arrivesAlone(0, 1, 2);
            assertThat(letter(relay, "number").reason()).contains("header 'n' is not a string");
            assertThat(letter(relay, "type").state()).isEqualTo(DeadLetters.State.FAILED);
            assertThat(relay.status().durable().recoveries()).isEqualTo(1);
        }
    }

    /** A record with two headers of one name is what the last one says, so a recovery would take it for that event. */
    @Test
    void aRowThatGivesItselfTheIdOfAnotherDoesNotStandInForIt() throws Exception {
        UUID other = UUID.randomUUID();
        RelaySettingsBuilder skipping = scene.settings().deadLetterPolicy(DeadLetters.Policy.SKIP); // both have one key
        try (Relay relay = scene.start(skipping)) {
            pastTheRules("order", "two ids", "{\"ce_id\":\"" + other + "\"}", "1");
            scene.insert(0, 1);
            scene.arrived(1);
            assertThat(letter(relay, "two ids").reason()).contains("every event has a header 'ce_id' already");
        }
        scene.dropSlot();
        scene.database.execute("set session_replication_role = replica; insert into outbox.event"
                + " (id, aggregate_type, aggregate_id, event_type, payload, created_us)"
                + " values ('" + other + "', 'order', '*two ids', 'Placed', '1', 1)");
        try (Relay relay = scene.start(skipping)) {
            assertThat(DurableScene.numbers(scene.arrived(2))).containsExactlyInAnyOrder(0, 1);
        }
    }

    /** No topic's name, no request and no index is as long as a column of the table may be. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"'x', 40000", "md5(random()::text), 200"})
    void aTypeOrAnIdOfAnyLengthStopsOnlyItself(String text, int times) throws Exception {
        String endless = "(select string_agg(" + text + ", '') from generate_series(1, " + times + "))";
        try (Relay relay = scene.start()) {
            scene.insert(0, 1);
            for (String typeAndId : List.of(endless + ", 'a'", "'or der/x', 'a'", "'or der/x', " + endless)) {
                scene.database.execute("set session_replication_role = replica; insert into outbox.event"
                        + " (aggregate_type, aggregate_id, event_type, payload, created_us) values (" + typeAndId
                        + ", 'long', '{}', 1)");
            }
            scene.insert(1, 2);
            assertThat(DurableScene.numbers(scene.arrived(2))).containsExactly(0, 1);
            assertThat(relay.deadLetters().list(0, 10)).hasSize(3);
        }
    }

    private RelaySettingsBuilder settings() {
        return scene.settings().redis(redis.url()).liveStreamPrefix(scene.prefix + "stream:");
    }

    /** Replication and restores write like this: the trigger that applies the rules does not fire. */
    private void pastTheRules(String type, String eventType, String headers, String createdUs) throws SQLException {
        scene.database.execute("set session_replication_role = replica; insert into outbox.event"
                + " (aggregate_type, aggregate_id, event_type, payload, headers, created_us)"
                + " values ('" + type + "', '*" + eventType + "', '" + eventType + "', '{}', '" + headers + "', "
                + createdUs + ")");
    }

    private void arrivesAlone(Integer... numbers) {
        assertThat(DurableScene.numbers(scene.arrived(numbers.length))).containsExactly(numbers);
        List<String> live =
                RedisStreamReader.of(redis.url(), scene.prefix + "stream:order")
                        .await(numbers.length, DurableScene.LIMIT)
                        .stream()
                        .map(entry -> String.valueOf(entry.fields().get("event")))
                        .toList();
        assertThat(live)
                .hasSize(numbers.length)
                .allSatisfy(event -> assertThat(event).contains("\"Placed\""));
    }

    private static DeadLetter letter(Relay relay, String eventType) {
        return await().atMost(DurableScene.LIMIT)
                .until(
                        () -> relay.deadLetters().list(0, 100).stream()
                                .filter(letter -> letter.event().eventType().equals(eventType))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }
}

package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares what Kafka and Redis got with what the table has, in bytes, times, headers and order. */
final class ExactEvents {

    /** An event as it is compared: its payload, its time and one header. */
    private record Seen(String payload, Instant time, String header) {}

    private static final JsonMapper JSON = new JsonMapper();

    private ExactEvents() {}

    /** The events of one key, of type {@code order} and with a header {@code n}, committed one after the other. */
    static void inBothSinks(Connection writer, DurableScene scene, String redisUrl, int events) throws SQLException {
        Map<String, Seen> expected = inTable(writer);
        assertThat(expected).hasSize(events);

        Map<String, Seen> inKafka = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : scene.arrived(events)) {
            inKafka.put(
                    header(record, "ce_id"),
                    new Seen(
                            HexFormat.of().formatHex(record.value()),
                            Instant.parse(header(record, "ce_time")),
                            header(record, "n")));
        }
        assertThat(inKafka).isEqualTo(expected);
        assertThat(List.copyOf(inKafka.keySet())).isEqualTo(List.copyOf(expected.keySet()));

        Map<String, Seen> inRedis = new TreeMap<>();
        for (RedisStreamReader.Entry entry :
                RedisStreamReader.of(redisUrl, "outbox:stream:order").await(events, DurableScene.LIMIT)) {
            JsonNode event = JSON.readTree(entry.fields().get("event"));
            String id = event.get("id").asString();
            byte[] payload = event.has("data_base64")
                    ? Base64.getDecoder().decode(event.get("data_base64").asString())
                    : event.get("data").toString().getBytes(UTF_8);
            Seen table = Objects.requireNonNull(expected.get(id), id);
            String hex = HexFormat.of().formatHex(payload);
            // Blanks between the tokens of JSON do not survive this test's own parser.
            boolean sameJson = !event.has("data_base64")
                    && JSON.readTree(HexFormat.of().parseHex(table.payload())).equals(event.get("data"));
            inRedis.put(
                    id,
                    new Seen(
                            sameJson ? table.payload() : hex,
                            Instant.parse(event.get("time").asString()),
                            table.header()));
        }
        assertThat(inRedis).isEqualTo(expected);
    }

    /** In the order of their numbers. */
    private static Map<String, Seen> inTable(Connection writer) throws SQLException {
        Map<String, Seen> events = new LinkedHashMap<>();
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery(
                        "select id, encode(coalesce(payload_binary, convert_to(payload::text, 'UTF8')), 'hex'), created_us,"
                                + " headers->>'n' from outbox.event order by seq")) {
            while (row.next()) {
                events.put(
                        row.getString(1),
                        new Seen(
                                row.getString(2),
                                Instant.EPOCH.plus(row.getLong(3), ChronoUnit.MICROS),
                                row.getString(4)));
            }
        }
        return events;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return String.valueOf(KafkaRecords.header(record, name));
    }
}

package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Java and the table refuse and accept the same: what is written here as an event is also inserted as plain SQL. */
class EventRulesTest {

    private static final List<String> SAMPLES = Stream.of(
                    Stream.of("order", ".", "..", "...", "", " ", "a b", "ü", "€", "😀", "a/b", "application/json"),
                    Stream.of(
                            "application/json; charset=utf-8",
                            "text/ü",
                            "urn:x:y",
                            "https://example.com/a?b#c",
                            "ce_id"),
                    Stream.of(
                            "Ce_id",
                            "ce_x",
                            "content-type",
                            "Content-Type",
                            "traceparent",
                            "a*",
                            "a?",
                            "[a",
                            "a]",
                            "a\\"),
                    Stream.of("a\"b", "a'b", "{}", "\", \"", "a\u0085b", "a\u009f", "a\u00a0b", "a\u2028b", "a\ufeffb"),
                    Stream.of("x".repeat(100), "x".repeat(101), "x".repeat(150), "x".repeat(151), "x".repeat(255)),
                    Stream.of("x".repeat(256), "x".repeat(1000), "x".repeat(1001), "😀".repeat(255), "😀".repeat(256)),
                    Stream.of("x/" + "y".repeat(253), "x/" + "y".repeat(254)),
                    IntStream.rangeClosed(1, 0x7f).mapToObj(c -> "a" + (char) c + "b"))
            .flatMap(samples -> samples)
            .toList();

    @Test
    void javaAndTheTableAgreeOnEveryNameAndHeader() throws SQLException {
        var softly = new SoftAssertions();
        try (var connection = Databases.create().dataSource().getConnection()) {
            for (String sample : SAMPLES) {
                for (Map.Entry<String, Consumer<OutboxEvent.Builder>> field :
                        fields(sample).entrySet()) {
                    softly.assertThat(javaAccepts(sample, field.getKey(), field.getValue()))
                            .as("%s = %s", field.getKey(), EventRules.printable(sample))
                            .isEqualTo(tableAccepts(connection, field.getKey(), sample));
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void saysWhatIsWrongWithWhichFieldButNoHeaderValue() {
        assertThat(refusal(() -> OutboxEvent.of("or der", "1", "E", null)))
                .isEqualTo("aggregateType must have only letters, digits, dot, dash and underscore, was \"or der\"");
        assertThat(refusal(() -> OutboxEvent.of("order", "A\n*", "E", null)))
                .isEqualTo("aggregateId must have only characters other than control characters, was \"A\\u000a*\"");
        assertThat(refusal(() -> OutboxEvent.of("order", "1", "x".repeat(256), null)))
                .isEqualTo("eventType must have 1 to 255 characters, had 256");
        assertThat(refusal(() -> builder().header("tenant", "secret\n").build()))
                .isEqualTo("header tenant must have a value without control characters");
        assertThat(refusal(() -> builder().header("ce_id", "x").build()))
                .isEqualTo("header ce_id is reserved: it carries an attribute of the event itself");
        assertThat(refusal(() -> builder().contentType("json").build()))
                .isEqualTo("contentType must be a media type such as application/json, was \"json\"");
    }

    @Test
    void refusesHalfASurrogatePairWhichHasNoUtf8Form() {
        assertThat(refusal(() -> OutboxEvent.of("order", "A\ud83d", "E", null))).contains("\\ud83d");
    }

    private static Map<String, Consumer<OutboxEvent.Builder>> fields(String sample) {
        return Map.of(
                "aggregate_type", builder -> {},
                "aggregate_id", builder -> {},
                "event_type", builder -> {},
                "key", builder -> builder.key(sample),
                "dataschema", builder -> builder.dataSchema(sample),
                "content_type", builder -> builder.contentType(sample),
                "header name", builder -> builder.header(sample, "value"),
                "header value", builder -> builder.header("name", sample));
    }

    private static boolean javaAccepts(String sample, String field, Consumer<OutboxEvent.Builder> set) {
        try {
            OutboxEvent.Builder builder = OutboxEvent.builder(
                    field.equals("aggregate_type") ? sample : "order",
                    field.equals("aggregate_id") ? sample : "A-1",
                    field.equals("event_type") ? sample : "OrderPlaced");
            set.accept(builder);
            builder.build();
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static boolean tableAccepts(Connection connection, String field, String sample) throws SQLException {
        String sql = switch (field) {
            case "aggregate_type" -> insert("aggregate_id, event_type, aggregate_type", "'A-1', 'E', ?");
            case "aggregate_id" -> insert("aggregate_type, event_type, aggregate_id", "'order', 'E', ?");
            case "event_type" -> insert("aggregate_type, aggregate_id, event_type", "'order', 'A-1', ?");
            case "header name" -> insertHeaders("jsonb_build_object(?::text, 'value')");
            case "header value" -> insertHeaders("jsonb_build_object('name', ?::text)");
            default -> insert("aggregate_type, aggregate_id, event_type, " + field, "'order', 'A-1', 'E', ?");
        };
        try (var statement = connection.prepareStatement(sql);
                var forget = connection.prepareStatement("delete from outbox.topic_type")) {
            statement.setString(1, sample);
            statement.execute();
            forget.execute(); // the table would refuse a_b after a.b, whose topics Kafka takes for one; Java cannot
            // know
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("23514");
            return false;
        }
    }

    private static String insertHeaders(String expression) {
        return insert("aggregate_type, aggregate_id, event_type, headers", "'order', 'A-1', 'E', " + expression);
    }

    private static String insert(String columns, String values) {
        return "insert into outbox.event (" + columns + ") values (" + values + ")";
    }

    private static OutboxEvent.Builder builder() {
        return OutboxEvent.builder("order", "A-1", "OrderPlaced");
    }

    private static String refusal(Runnable construction) {
        try {
            construction.run();
            return "";
        } catch (InvalidEventException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What would become poison for the relay is refused at insert, and the error names the rule. */
class EventRulesTest {

    /** Column and bad value, as SQL; how the refusal begins. */
    private static final String[][] REFUSED = {
        {"aggregate_type", "''", "aggregate_type must have 1 to 150 characters"},
        {"aggregate_type", "repeat('a', 151)", "aggregate_type must have 1 to 150 characters"},
        {"aggregate_type", "'or der'", "aggregate_type must have only letters, digits, dot, dash and underscore"},
        {"aggregate_type", "'or/der'", "aggregate_type must have only letters, digits, dot, dash and underscore"},
        {"aggregate_type", "'bücher'", "aggregate_type must have only letters, digits, dot, dash and underscore"},
        {"aggregate_type", "E'order\\n'", "aggregate_type must have only letters, digits, dot, dash and underscore"},
        {"aggregate_type", "'.'", "aggregate_type must not be . or .."},
        {"aggregate_type", "'..'", "aggregate_type must not be . or .."},
        {"aggregate_id", "''", "aggregate_id must have 1 to 255 characters"},
        {"aggregate_id", "repeat('ü', 256)", "aggregate_id must have 1 to 255 characters"},
        {"aggregate_id", "'A*'", "aggregate_id must have none of * ? [ ] \\"},
        {"aggregate_id", "'A?'", "aggregate_id must have none of * ? [ ] \\"},
        {"aggregate_id", "'A['", "aggregate_id must have none of * ? [ ] \\"},
        {"aggregate_id", "'A]'", "aggregate_id must have none of * ? [ ] \\"},
        {"aggregate_id", "'A\\'", "aggregate_id must have none of * ? [ ] \\"},
        {"aggregate_id", "E'A\\n'", "aggregate_id must have no control characters"},
        {"aggregate_id", "E'\\u0085'", "aggregate_id must have no control characters"},
        {"event_type", "''", "event_type must have 1 to 255 characters"},
        {"event_type", "repeat('a', 256)", "event_type must have 1 to 255 characters"},
        {"event_type", "E'a\\rb'", "event_type must have no control characters"},
        {"key", "''", "key must have 1 to 255 characters"},
        {"key", "repeat('a', 256)", "key must have 1 to 255 characters"},
        {"key", "E'a\\x7f'", "key must have no control characters"},
        {"dataschema", "'not a uri'", "dataschema must be a URI of at most 1000 characters"},
        {"dataschema", "'urn:' || repeat('a', 1000)", "dataschema must be a URI of at most 1000 characters"},
        {"content_type", "'json'", "content_type must be a media type such as application/json"},
        {"content_type", "E'text/plain\\r\\nx: y'", "content_type must be a media type such as application/json"},
        {"headers", "'[]'", "headers must be a JSON object of strings"},
        {"headers", "'null'", "headers must be a JSON object of strings"},
        {"headers", "'{\"a\": 1}'", "headers must have names of letters"},
        {"headers", "'{\"a\": null}'", "headers must have names of letters"},
        {"headers", "'{\"a\": [\"b\"]}'", "headers must have names of letters"},
        {"headers", "'{\"\": \"b\"}'", "headers must have names of letters"},
        {"headers", "'{\"a b\": \"c\"}'", "headers must have names of letters"},
        {"headers", "'{\"a\\\"\": \"c\"}'", "headers must have names of letters"},
        {"headers", "'{\"a\": \"b\\nc\"}'", "headers must have names of letters"},
        {"headers", "'{\"a\": \"\\u001f\"}'", "headers must have names of letters"},
        {"headers", "'{\"a\": \"\\u009f\"}'", "headers must have names of letters"},
        {"headers", "'{\"ce_id\": \"x\"}'", "headers must not be named content-type"},
        {"headers", "'{\"content-type\": \"x\"}'", "headers must not be named content-type"},
        {"headers", "jsonb_build_object('a', repeat('b', 16400))", "headers must have at most 16384 bytes"},
        {"payload", "to_json(repeat('x', 900000))", "payload must have at most 900000 bytes"},
        {"payload_binary", "convert_to(repeat('x', 900001), 'UTF8')", "payload_binary must have at most 900000 bytes"},
        {"payload", "'{}'::json, '\\x00'::bytea", "payload and payload_binary must not both be given"},
        {"created_at", "'infinity'", "created_at must lie between the years 2000 and 3000"},
        {"created_at", "'-infinity'", "created_at must lie between the years 2000 and 3000"},
        {"created_at", "'1999-12-31 23:59:59Z'", "created_at must lie between the years 2000 and 3000"},
        {"payload", "'{x}'", "invalid input syntax for type json"},
        {"seq", "1", "cannot insert a non-DEFAULT value into column \"seq\""},
    };

    /** Column and value at the edge of what is allowed, as SQL. */
    private static final String[][] ACCEPTED = {
        {"aggregate_type", "repeat('a', 150)"},
        {"aggregate_type", "'Az09._-'"},
        {"aggregate_id", "repeat('ü', 255)"},
        {"aggregate_id", "'a b:c/ü€😀{}%'"},
        {"event_type", "'Bestellung aufgegeben (v2)'"},
        {"key", "'[*]'"},
        {"dataschema", "'https://example.com/schemas/1?v=2#x'"},
        {"content_type", "'application/vnd.order.v1+json; charset=utf-8'"},
        {"headers", "'{}'"},
        {"headers", "'{\"a\": \"\"}'"},
        {"headers", "'{\"a\": \"b\", \"x-y_z.1\": \"quote \\\" slash / backslash \\\\ ü😀\", \"c\": \"{}, \\\": \"}'"},
        {"headers", "jsonb_build_object('a', repeat('b', 16300))"},
        {"payload", "to_json(repeat('x', 899998))"},
        {"payload", "'null'"},
        {"payload_binary", "convert_to(repeat('x', 900000), 'UTF8')"},
        {"payload", "null"},
    };

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void refusesWhatWouldBecomePoisonAndNamesTheRule(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        var softly = new SoftAssertions();

        try (var connection = database.getConnection()) {
            for (String[] refused : REFUSED) {
                softly.assertThatThrownBy(() -> Sql.execute(connection, insert(refused[0], refused[1])))
                        .as("%s = %s", refused[0], refused[1])
                        .hasMessageContaining(refused[2]);
            }
        }

        softly.assertAll();
        assertThat(Sql.query(database, "select count(*) from outbox.event")).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void acceptsWhatIsJustAllowed(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        var softly = new SoftAssertions();

        try (var connection = database.getConnection()) {
            for (String[] accepted : ACCEPTED) {
                softly.assertThatCode(() -> Sql.execute(connection, insert(accepted[0], accepted[1])))
                        .as("%s = %s", accepted[0], accepted[1])
                        .doesNotThrowAnyException();
            }
        }

        softly.assertAll();
    }

    @Test
    void everyRuleIsTested() {
        String rules = "select (regexp_matches(prosrc, 'then (?:''|[$]r[$])([^''$]+)', 'g'))[1] from pg_proc "
                + "where proname = 'admit_event'";

        assertThat(Sql.query(migrated(ServerVersion.V18), rules))
                .hasSizeGreaterThan(15)
                .allSatisfy(rule -> assertThat(List.of(REFUSED))
                        .anySatisfy(refused -> assertThat(rule).startsWith(refused[2])));
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void saysWhichEventItWasButNothingOfWhatItSays(ServerVersion version) {
        DataSource database = migrated(version);

        assertThatThrownBy(
                        () -> Sql.execute(
                                database,
                                "insert into outbox.event (aggregate_type, aggregate_id, event_type, headers, payload) "
                                        + "values ('or der', 'A-1', 'OrderPlaced', '{\"a\": \"secret\"}', '{\"b\": \"secret\"}')"))
                .hasMessageContaining("the outbox refuses this event: aggregate_type must have only letters")
                .hasMessageContaining("The event was 'OrderPlaced' of 'or der' 'A-1'.")
                .hasMessageNotContaining("secret")
                .cause()
                .extracting(cause -> ((SQLException) cause).getSQLState())
                .isEqualTo("23514");
    }

    private static String insert(String column, String value) {
        Map<String, String> columns = new LinkedHashMap<>(
                Map.of("aggregate_type", "'order'", "aggregate_id", "'A-1'", "event_type", "'OrderPlaced'"));
        columns.put(value.endsWith("::bytea") ? column + ", payload_binary" : column, value);
        return "insert into outbox.event (" + String.join(", ", columns.keySet()) + ") values ("
                + String.join(", ", columns.values()) + ")";
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        return database;
    }
}

package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What would become poison for the relay is refused at insert, and the error names the rule. */
class EventChecksTest {

    /** Column and bad value, as SQL; the constraint that must refuse it. */
    private static final String[][] REFUSED = {
        {"aggregate_type", "''", "aggregate_type_length_1_to_150"},
        {"aggregate_type", "repeat('a', 151)", "aggregate_type_length_1_to_150"},
        {"aggregate_type", "'or der'", "aggregate_type_only_letters_digits_dot_dash_underscore"},
        {"aggregate_type", "'or/der'", "aggregate_type_only_letters_digits_dot_dash_underscore"},
        {"aggregate_type", "'bücher'", "aggregate_type_only_letters_digits_dot_dash_underscore"},
        {"aggregate_type", "E'order\\n'", "aggregate_type_only_letters_digits_dot_dash_underscore"},
        {"aggregate_type", "'.'", "aggregate_type_is_not_dot_or_dotdot"},
        {"aggregate_type", "'..'", "aggregate_type_is_not_dot_or_dotdot"},
        {"aggregate_id", "''", "aggregate_id_length_1_to_255"},
        {"aggregate_id", "repeat('ü', 256)", "aggregate_id_length_1_to_255"},
        {"aggregate_id", "'A*'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "'A?'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "'A['", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "'A]'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "'A\\'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "E'A\\n'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"aggregate_id", "E'\\u0085'", "aggregate_id_no_control_chars_wildcards_brackets_backslash"},
        {"event_type", "''", "event_type_length_1_to_255"},
        {"event_type", "repeat('a', 256)", "event_type_length_1_to_255"},
        {"event_type", "E'a\\rb'", "event_type_no_control_characters"},
        {"key", "''", "key_length_1_to_255"},
        {"key", "repeat('a', 256)", "key_length_1_to_255"},
        {"key", "E'a\\x7f'", "key_no_control_characters"},
        {"dataschema", "'not a uri'", "dataschema_is_a_uri_max_1000"},
        {"dataschema", "'urn:' || repeat('a', 1000)", "dataschema_is_a_uri_max_1000"},
        {"content_type", "'json'", "content_type_is_a_media_type_max_255"},
        {"content_type", "E'text/plain\\r\\nx: y'", "content_type_is_a_media_type_max_255"},
        {"headers", "'[]'", "headers_is_a_json_object"},
        {"headers", "'null'", "headers_is_a_json_object"},
        {"headers", "'{\"a\": 1}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\": null}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\": [\"b\"]}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"\": \"b\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a b\": \"c\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\\\"\": \"c\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\": \"b\\nc\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\": \"\\u001f\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"a\": \"\\u009f\"}'", "headers_plain_names_string_values_no_control_characters"},
        {"headers", "'{\"ce_id\": \"x\"}'", "header_names_not_reserved_ce_or_content_type"},
        {"headers", "'{\"content-type\": \"x\"}'", "header_names_not_reserved_ce_or_content_type"},
        {"headers", "jsonb_build_object('a', repeat('b', 16400))", "headers_max_16384_bytes"},
        {"payload", "to_json(repeat('x', 900000))", "payload_max_900000_bytes"},
        {"payload_binary", "convert_to(repeat('x', 900001), 'UTF8')", "payload_binary_max_900000_bytes"},
        {"payload", "'{}'::json, '\\x00'::bytea", "payload_and_payload_binary_not_both"},
        {"created_at", "'infinity'", "created_at_between_year_2000_and_3000"},
        {"created_at", "'-infinity'", "created_at_between_year_2000_and_3000"},
        {"created_at", "'1999-12-31 23:59:59Z'", "created_at_between_year_2000_and_3000"},
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

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void testsEveryCheckThereIs(ServerVersion version) {
        assertThat(
                        Sql.query(
                                migrated(version),
                                "select conname from pg_constraint where conrelid = 'outbox.event'::regclass and contype = 'c'"))
                .isSubsetOf(Arrays.stream(REFUSED).map(refused -> refused[2]).toList());
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

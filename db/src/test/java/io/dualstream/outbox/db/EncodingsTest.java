package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.db.Sql.SqlFailed;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In a database of any encoding: letters are accepted, control characters are refused, and so is what the relay could not read. */
class EncodingsTest {

    private static final List<String> WORDS = List.of(
            "Škoda", "Œuvre", "O’Neil", "5€", "Łódź", "Ђурић", "Привет", "Ελλάδα", "שלום", "مرحبا", "ไทย", "Việt", "日本",
            "한국", "中文", "café", "…");

    private static final Set<String> COLUMNS = Set.of("aggregate_id", "event_type", "key", "headers");
    private static final Set<String> UNREADABLE = Set.of("SQL_ASCII", "MULE_INTERNAL");

    static Stream<Arguments> readable() {
        return Stream.of(ServerVersion.values())
                .flatMap(version -> (version == ServerVersion.V18
                                ? all(version).stream().filter(encoding -> !UNREADABLE.contains(encoding))
                                : Stream.of("WIN1250", "WIN1252", "LATIN1", "EUC_JP"))
                        .map(encoding -> Arguments.of(version, encoding)));
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(ServerVersion.values())
                .flatMap(version -> all(version).stream()
                        .filter(UNREADABLE::contains)
                        .map(encoding -> Arguments.of(version, encoding)));
    }

    /** Clients may speak more of them. */
    private static List<String> all(ServerVersion version) {
        return Sql.query(
                version.createDatabase(),
                "select pg_encoding_to_char(n) from generate_series(0, 60) n where pg_encoding_to_char(n) <> ''"
                        + " and pg_encoding_to_char(n) not in ('SJIS', 'BIG5', 'GBK', 'UHC', 'GB18030', 'JOHAB', 'SHIFT_JIS_2004')");
    }

    @ParameterizedTest
    @MethodSource("readable")
    void lettersAreAcceptedAndControlCharactersRefused(ServerVersion version, String encoding) throws Exception {
        DataSource database = create(version, encoding);
        OutboxMigrations.migrate(database, "outbox");

        try (Connection connection = database.getConnection()) {
            List<String> texts = new ArrayList<>(List.of("\n", "a\u007fb", "a\u0085b", "a\u009fb"));
            texts.addAll(WORDS);
            for (int high = 0x80; high <= 0xff; high++) {
                text(connection, "convert_from('\\x%02x', '%s')".formatted(high, encoding), texts);
            }
            int letters = 0;
            for (String text : texts) {
                if (!isEncodable(connection, text)) {
                    continue;
                }
                boolean control = text.chars().anyMatch(Character::isISOControl);
                if (control) {
                    for (String column : COLUMNS) {
                        assertThatThrownBy(() -> insert(connection, Set.of(column), text))
                                .as("%s %x", column, (int) text.charAt(0))
                                .hasMessageContaining("control characters");
                    }
                } else {
                    assertThatCode(() -> insert(connection, COLUMNS, text))
                            .as("all columns = %s", text)
                            .doesNotThrowAnyException();
                    letters++;
                }
            }
            assertThat(letters).isPositive();
        }
    }

    /** Bytes that stand for no character: the client may hand them on, and the relay would never get past them. */
    @ParameterizedTest
    @EnumSource
    void whatIsNothingInUtf8IsRefused(ServerVersion version) throws Exception {
        DataSource database = create(version, "WIN1252"); // which does not assign the bytes 81, 8d, 8f, 90 and 9d
        OutboxMigrations.migrate(database, "outbox");

        try (Connection connection = database.getConnection()) {
            for (String value : List.of(
                    "convert_from('\\x41', 'WIN1252') || chr(129), 'E', null, null",
                    "'A', chr(141), null, null",
                    "'A', 'E', jsonb_build_object('a', chr(143)), null",
                    "'A', 'E', null, to_json(chr(144))")) {
                assertThatThrownBy(() -> Sql.execute(
                                connection,
                                "insert into outbox.event (aggregate_type, aggregate_id, event_type, headers, payload)"
                                        + " values ('order', " + value + ")"))
                        .hasMessageContaining("has no equivalent in encoding \"UTF8\"");
            }
            assertThatThrownBy(() -> Sql.execute(
                            connection,
                            "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                                    + " values ('order', 'A', 'E', to_json(repeat(chr(128), 400000)))"))
                    .hasMessageContaining("payload must have at most 900000 bytes, in UTF8");
            assertThatThrownBy(() -> Sql.execute(
                            connection,
                            "insert into outbox.event (aggregate_type, aggregate_id, event_type, headers)"
                                    + " values ('order', 'A', 'E', jsonb_build_object('a', repeat(chr(128), 6000)))"))
                    .hasMessageContaining("headers must have at most 16384 bytes, in UTF8");
        }
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void encodingsThatCannotBeReadAsUtf8AreRefusedAtInstallation(ServerVersion version, String encoding)
            throws Exception {
        DataSource database = create(version, encoding);

        String refused = Psql.find()
                .refused(
                        database,
                        "-v",
                        "schema=outbox",
                        "-c",
                        "set client_encoding = '" + encoding + "'",
                        "-f",
                        Path.of("src/main/resources/io/dualstream/outbox/db/install.sql")
                                .toString());

        assertThat(refused)
                .contains(
                        encoding.equals("SQL_ASCII")
                                ? "the outbox cannot live in a database with encoding SQL_ASCII"
                                : "\"UTF8\" to \"MULE_INTERNAL\" does not exist");
    }

    private static DataSource create(ServerVersion version, String encoding) {
        return version.createDatabase("template template0 encoding '" + encoding + "' lc_collate 'C' lc_ctype 'C'"
                + (version.compareTo(ServerVersion.V15) > 0 ? " locale_provider libc" : ""));
    }

    /** Adds what the server makes of an expression, if that is something in UTF8. */
    private static void text(Connection connection, String expression, List<String> texts) {
        try {
            texts.addAll(Sql.query(connection, "select " + expression));
        } catch (SqlFailed e) {
            assertThat(e).hasMessageContaining("encoding");
        }
    }

    private static boolean isEncodable(Connection connection, String text) {
        try {
            Sql.query(connection, "select '" + text + "'");
            return true;
        } catch (SqlFailed e) {
            assertThat(e).hasMessageContaining("encoding");
            return false;
        }
    }

    private static void insert(Connection connection, Set<String> columns, String text) {
        String quoted = "'" + text + "'";
        Sql.execute(
                connection,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, key, headers) values ('order', "
                        + (columns.contains("aggregate_id") ? quoted : "'A-1'") + ", "
                        + (columns.contains("event_type") ? quoted : "'E'") + ", "
                        + (columns.contains("key") ? quoted : "null") + ", "
                        + (columns.contains("headers") ? "jsonb_build_object('a', " + quoted + ")" : "null") + ")");
    }
}

package io.dualstream.outbox.relay.internal.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * PostgreSQL's settings that change what a session reads or writes, or how long it may take or live. The relay sets each of them for
 * each of its sessions, whatever database and role have as their defaults.
 *
 * <p>They are part of the login, so that they hold for its first statement, and come after the options of the operator's URL: of two
 * values the server takes the last. Not here:
 *
 * <ul>
 *   <li>{@code DateStyle}, {@code TimeZone}, {@code client_encoding}: the driver sets them at login
 *   <li>{@code default_transaction_read_only}: a DBA's word that nobody shall write now; the relay says so, and waits
 *   <li>{@code session_replication_role}: only a superuser may set it; nothing that the relay writes has triggers
 * </ul>
 */
public final class SessionSettings {

    private static final Map<String, String> PINNED = new LinkedHashMap<>();

    static {
        // What is read and written. The WAL's stream brings every value as text, bytea included.
        PINNED.put("bytea_output", "hex");
        PINNED.put("IntervalStyle", "postgres");
        PINNED.put("extra_float_digits", "3"); // as the driver wants it
        PINNED.put("xmloption", "content");
        PINNED.put("standard_conforming_strings", "on");
        PINNED.put("backslash_quote", "safe_encoding");
        PINNED.put("array_nulls", "on");
        PINNED.put("transform_null_equals", "off");
        // Every name of ours is qualified.
        PINNED.put("search_path", "pg_catalog");
        // Row level security then raises an error where it would hide rows.
        PINNED.put("row_security", "off");
        // Advisory locks and fences count on what was committed before each statement.
        PINNED.put("default_transaction_isolation", "read committed");
        // How long it may take or live: the relay has limits of its own.
        PINNED.put("statement_timeout", "0");
        PINNED.put("lock_timeout", "0");
        PINNED.put("idle_in_transaction_session_timeout", "0");
        PINNED.put("idle_session_timeout", "0");
        PINNED.put("exit_on_error", "off");
    }

    /**
     * What cannot be part of the login. A server before 17 refuses a login that names {@code transaction_timeout}. The other two are
     * set only where they are too low: an asynchronous commit could lose a dead letter that the durable cursor is past, and
     * the server ends a stream that it does not hear of for so long. A stronger commit, or more patience, is the operator's choice.
     */
    public static final String AFTER_LOGIN = """
            select pg_catalog.set_config(s.name, p.value, false)
              from pg_catalog.pg_settings s
              join (values ('transaction_timeout', '0'), ('synchronous_commit', 'local'), ('wal_sender_timeout', '60000'))
                   as p (name, value) on p.name = s.name
             where case s.name when 'synchronous_commit' then s.setting = 'off'
                               when 'wal_sender_timeout' then s.setting::int between 1 and 59999
                               else true end
            """;

    private SessionSettings() {}

    /** What every session has, by name. */
    static Map<String, String> pinned() {
        return Map.copyOf(PINNED);
    }

    /** Opens a connection with all of them. The URL's own options hold for every other setting. */
    public static Connection open(String url, Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(pinned(url), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(AFTER_LOGIN);
            return connection;
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException ofClose) {
                e.addSuppressed(ofClose);
            }
            throw e;
        }
    }

    /** The URL with these among its options, for whoever opens connections himself. */
    public static String pinned(String url) {
        Properties parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            return url;
        }
        // The driver takes the last of two; and it takes what stands in the URL before what stands in the properties.
        String options = options(PGProperty.OPTIONS.getOrDefault(parsed));
        return url + (url.indexOf('?') < 0 ? '?' : '&') + "options=" + URLEncoder.encode(options, UTF_8);
    }

    /** The driver's property {@code options}: the operator's own, then these. */
    public static String options(@Nullable String own) {
        String ours = PINNED.entrySet().stream()
                .map(setting ->
                        "-c " + setting.getKey() + "=" + setting.getValue().replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
        return own == null ? ours : own + " " + ours;
    }
}

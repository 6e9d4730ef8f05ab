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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * PostgreSQL's settings that affect the data that a session reads or writes, or limit the time of a statement or session. The relay sets
 * each of them for each of its sessions, independently of the defaults of database and role.
 *
 * <p>The settings are part of the login, so that they apply to the first statement. They come after the options of the operator's URL,
 * because the server takes the last of two values. The following settings are left out:
 *
 * <ul>
 *   <li>{@code DateStyle}, {@code TimeZone}, {@code client_encoding}: the driver sets them at login
 *   <li>{@code default_transaction_read_only}: with it, a DBA forbids all writes for now; the relay reports this and waits
 *   <li>{@code session_replication_role}: only a superuser may set it, and no trigger fires on rows that the relay inserts or updates
 * </ul>
 */
public final class SessionSettings {

    private static final Map<String, String> PINNED = new LinkedHashMap<>();

    static {
        // Settings that affect data. The WAL's stream brings every value as text, bytea included.
        PINNED.put("bytea_output", "hex");
        PINNED.put("IntervalStyle", "postgres");
        PINNED.put("extra_float_digits", "3"); // the value that the driver uses
        PINNED.put("xmloption", "content");
        PINNED.put("standard_conforming_strings", "on");
        PINNED.put("backslash_quote", "safe_encoding");
        PINNED.put("array_nulls", "on");
        PINNED.put("transform_null_equals", "off");
        // The relay qualifies every name.
        PINNED.put("search_path", "pg_catalog");
        // With this value, row level security raises an error where it would hide rows.
        PINNED.put("row_security", "off");
        // Advisory locks and fences rely on seeing everything that was committed before each statement.
        PINNED.put("default_transaction_isolation", "read committed");
        // Settings that limit time. The relay has limits of its own.
        PINNED.put("statement_timeout", "0");
        PINNED.put("lock_timeout", "0");
        PINNED.put("idle_in_transaction_session_timeout", "0");
        PINNED.put("idle_session_timeout", "0");
        PINNED.put("exit_on_error", "off");
        // With some defaults of the planner, the genetic search finds no plan at all.
        PINNED.put("geqo", "off");
    }

    /**
     * Settings that cannot be part of the login. A server before 17 refuses a login that names {@code transaction_timeout}, and
     * the first login in a process does not know the server's version yet. The other two are raised only if they are too low: an asynchronous commit could lose a dead letter that the durable cursor
     * has passed, and the server ends a stream whose client is silent for longer than the timeout. Operators may choose a
     * stronger commit or a longer timeout. Defaults of the database or the role that steer the planner, made for other queries, are
     * undone: with some of them, Debezium's look at the catalogue takes longer than the driver waits.
     */
    public static final String AFTER_LOGIN = """
            select pg_catalog.set_config(s.name, p.value, false)
              from pg_catalog.pg_settings s
              join (values ('transaction_timeout', '0'), ('synchronous_commit', 'local'), ('wal_sender_timeout', '60000'))
                   as p (name, value) on p.name = s.name
             where case s.name when 'synchronous_commit' then s.setting = 'off'
                               when 'wal_sender_timeout' then s.setting::int between 1 and 59999
                               else true end
            union all
            select pg_catalog.set_config(s.name, s.boot_val, false)
              from pg_catalog.pg_settings s
             where s.context = 'user' and s.source in ('database', 'user', 'database user', 'global')
               and (s.name ~ '^(enable_|geqo|jit|parallel_|min_parallel_|debug_parallel|force_parallel)' or s.name ~ '_cost$'
                    or s.name in ('plan_cache_mode', 'join_collapse_limit', 'from_collapse_limit', 'cursor_tuple_fraction',
                                  'constraint_exclusion', 'hash_mem_multiplier', 'recursive_worktable_factor',
                                  'effective_cache_size', 'gin_fuzzy_search_limit'))
            """;

    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

    // SQL states
    private static final String TRANSACTION_TIMEOUT = "25P04";
    private static final String UNKNOWN_SETTING = "42704";

    /** The URLs of servers that are known to have {@code transaction_timeout}. */
    private static final Set<String> TIMED = ConcurrentHashMap.newKeySet();

    private SessionSettings() {}

    /** The settings of every session, by name. */
    static Map<String, String> pinned() {
        return Map.copyOf(PINNED);
    }

    /**
     * Opens a connection with all of these settings. Options in the URL apply to all other settings. Where the default limits a
     * transaction to less time than the statement takes that lifts the limit, a second login lifts it.
     */
    public static Connection open(String url, Properties properties) throws SQLException {
        boolean timed = TIMED.contains(url);
        try {
            return opened(url, properties);
        } catch (SQLException e) {
            // another thread may have learned the same meanwhile
            if (!timed && TRANSACTION_TIMEOUT.equals(e.getSQLState())) {
                TIMED.add(url);
            } else if (timed && UNKNOWN_SETTING.equals(e.getSQLState())) {
                TIMED.remove(url);
            } else {
                throw e;
            }
            return opened(url, properties);
        }
    }

    private static Connection opened(String url, Properties properties) throws SQLException {
        Connection connection = DriverManager.getConnection(pinned(url), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(AFTER_LOGIN);
            if (connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_TRANSACTION_TIMEOUT) {
                TIMED.add(url);
            }
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

    /** The URL with these settings among its options, for callers that open connections themselves. */
    public static String pinned(String url) {
        Properties parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            return url;
        }
        // The driver takes the last of two values, and prefers the options in the URL to the properties.
        String options = options(url, PGProperty.OPTIONS.getOrDefault(parsed));
        return url + (url.indexOf('?') < 0 ? '?' : '&') + "options=" + URLEncoder.encode(options, UTF_8);
    }

    /** The driver's property {@code options} for this URL: the operator's options, followed by these settings. */
    public static String options(String url, @Nullable String own) {
        String ours = PINNED.entrySet().stream()
                .map(setting ->
                        "-c " + setting.getKey() + "=" + setting.getValue().replace(" ", "\\ "))
                .collect(Collectors.joining(" "));
        if (TIMED.contains(url)) {
            ours += " -c transaction_timeout=0";
        }
        return own == null ? ours : own + " " + ours;
    }
}

package io.dualstream.outbox.relay.internal.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A random set of every parameter that a session may set, with extreme values, as defaults of a database or a role. */
public final class RandomSettings {

    /** With these defaults nobody can work in the database, or they are what a DBA forbids on purpose. */
    private static final Set<String> LEFT_OUT = Set.of(
            "default_transaction_read_only",
            "transaction_read_only",
            "transaction_isolation",
            "transaction_deferrable",
            "local_preload_libraries",
            "default_tablespace",
            "temp_tablespaces",
            "default_table_access_method",
            "default_text_search_config",
            "application_name",
            "role",
            "session_authorization",
            "tcp_user_timeout",
            "allow_in_place_tablespaces");

    private static final Map<String, List<String>> TEXTS = Map.of(
            "DateStyle", List.of("SQL, DMY", "German", "Postgres, MDY"),
            "TimeZone", List.of("Pacific/Chatham", "Asia/Kathmandu", "America/St_Johns"),
            "client_encoding", List.of("LATIN1", "UTF8", "WIN1252"),
            "search_path", List.of("elsewhere, public, pg_catalog", "public", "information_schema"),
            "lc_messages", List.of("C"),
            "lc_monetary", List.of("C"),
            "lc_numeric", List.of("C"),
            "lc_time", List.of("C"),
            "timezone_abbreviations", List.of("India", "Australia"),
            "createrole_self_grant", List.of("set, inherit"));

    private RandomSettings() {}

    /** Values for a random number of the parameters, by name. */
    public static Map<String, String> draw(Connection session, Random random) throws SQLException {
        Map<String, String> all = all(session, random);
        List<String> names = new ArrayList<>(all.keySet());
        Collections.shuffle(names, random);
        Map<String, String> drawn = new LinkedHashMap<>();
        names.subList(0, 1 + random.nextInt(names.size())).forEach(name -> drawn.put(name, all.get(name)));
        return drawn;
    }

    private static Map<String, String> all(Connection session, Random random) throws SQLException {
        Map<String, String> all = new TreeMap<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "select name, vartype, min_val, max_val, array_to_string(enumvals, '|') from pg_settings"
                                + " where context = 'user' order by name")) {
            while (row.next()) {
                String name = row.getString(1);
                String value = LEFT_OUT.contains(name) ? null : value(row, random);
                if (value != null) {
                    all.put(name, value);
                }
            }
        }
        return all;
    }

    private static @Nullable String value(ResultSet row, Random random) throws SQLException {
        return switch (row.getString(2)) {
            case "bool" -> random.nextBoolean() ? "on" : "off";
            case "enum" -> any(List.of(row.getString(5).split("\\|")), random);
            case "integer" -> Long.toString(extreme(row.getLong(3), row.getLong(4), random));
            case "real" -> random.nextBoolean() ? row.getString(3) : row.getString(4);
            default -> {
                List<String> texts = TEXTS.get(row.getString(1));
                yield texts == null ? null : any(texts, random);
            }
        };
    }

    /** Of a limit of time, the smallest is what hurts, and the minimum says none. */
    private static long extreme(long min, long max, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> min;
            case 1 -> Math.min(max, min + 1);
            default -> max;
        };
    }

    private static String any(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    /** Makes defaults of them, {@code alter} being {@code alter database x} for example; returns the names that the server took. */
    public static List<String> set(Connection superuser, String alter, Map<String, String> settings)
            throws SQLException {
        List<String> taken = new ArrayList<>();
        try (Statement statement = superuser.createStatement()) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                String value = setting.getKey().equals("search_path")
                        ? setting.getValue()
                        : "'" + setting.getValue().replace("'", "''") + "'";
                try {
                    statement.execute(alter + " set \"" + setting.getKey() + "\" = " + value);
                    taken.add(setting.getKey());
                } catch (SQLException refused) {
                    // a build without that feature, or a value that only another parameter makes valid
                }
            }
        }
        return taken;
    }
}

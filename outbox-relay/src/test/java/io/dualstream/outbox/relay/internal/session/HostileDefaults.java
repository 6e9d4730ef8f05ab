package io.dualstream.outbox.relay.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;

/** For each setting that could harm the relay, a default of a database or a role that would. */
public final class HostileDefaults {

    private HostileDefaults() {}

    /** By name; of a server of that major version. */
    public static Map<String, String> of(int majorVersion) {
        Map<String, String> hostile = new LinkedHashMap<>();
        hostile.put("bytea_output", "escape");
        hostile.put("IntervalStyle", "iso_8601");
        hostile.put("extra_float_digits", "-15");
        hostile.put("xmloption", "document");
        hostile.put("standard_conforming_strings", "off");
        hostile.put("backslash_quote", "off");
        hostile.put("array_nulls", "off");
        hostile.put("transform_null_equals", "on");
        hostile.put("search_path", "elsewhere, public, pg_catalog");
        hostile.put("row_security", "on");
        hostile.put("default_transaction_isolation", "serializable");
        hostile.put("statement_timeout", "1ms");
        hostile.put("lock_timeout", "1ms");
        hostile.put("idle_in_transaction_session_timeout", "50ms");
        hostile.put("idle_session_timeout", "200ms");
        hostile.put("exit_on_error", "on");
        hostile.put("synchronous_commit", "off");
        hostile.put("wal_sender_timeout", "10ms");
        hostile.put("geqo", "on");
        // The driver's
        hostile.put("DateStyle", "SQL, DMY");
        hostile.put("TimeZone", "Pacific/Chatham");
        hostile.put("client_encoding", "LATIN1");
        if (majorVersion >= 17) {
            hostile.put("transaction_timeout", "1ms");
        }
        return hostile;
    }

    /** The statements that make a database's or a role's default of them, {@code alter database x} for example. */
    static String sql(String alter, Map<String, String> hostile) {
        StringBuilder sql = new StringBuilder();
        hostile.forEach((name, value) -> sql.append(alter)
                .append(" set ")
                .append(name)
                .append(name.equals("search_path") ? " = " + value : " = '" + value + "'")
                .append(";\n"));
        return sql.toString();
    }

    /** The same for a database and for a role in it. */
    public static String sql(String database, String role, int majorVersion) {
        Map<String, String> hostile = of(majorVersion);
        return sql("alter database " + database, hostile)
                + sql("alter role " + role + " in database " + database, hostile);
    }
}

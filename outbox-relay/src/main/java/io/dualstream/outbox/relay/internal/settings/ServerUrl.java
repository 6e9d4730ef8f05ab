package io.dualstream.outbox.relay.internal.settings;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** A JDBC URL that may name several servers. The driver chooses the primary among them, and the engine must use the same server. */
public record ServerUrl(String url) {

    private static final Pattern PARTS = Pattern.compile("(jdbc:postgresql://)([^/?]*)(.*)");

    /** Throws {@link IllegalArgumentException} if the URL names several servers and does not require the primary. */
    public void mustLeadToAPrimary() {
        Matcher parts = PARTS.matcher(url);
        if (parts.matches()
                && parts.group(2).contains(",")
                && !parts.group(3).matches(".*[?&]targetServerType=primary(&.*)?")) {
            throw new IllegalArgumentException("postgres.url names several servers: it needs targetServerType=primary,"
                    + " so that the relay finds the one that takes writes");
        }
    }

    /** The URL for messages, without its options, among which may be a password. */
    public String shown() {
        return url.replaceFirst("\\?.*", "");
    }

    /** The same URL, naming only the server that {@code connection} uses. The connection must have been opened with this URL. */
    public String of(Connection connection) throws SQLException {
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches() || !parts.group(2).contains(",")) {
            return url;
        }
        HostSpec server =
                connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
        String host = server.getHost().contains(":") ? "[" + server.getHost() + "]" : server.getHost();
        return parts.group(1) + host + ":" + server.getPort() + parts.group(3);
    }
}

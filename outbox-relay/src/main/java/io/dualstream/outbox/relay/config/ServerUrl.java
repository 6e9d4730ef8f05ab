package io.dualstream.outbox.relay.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** A JDBC URL that may name several servers, of which the driver chooses the primary: the engine must follow it there. */
public record ServerUrl(String url) {

    private static final Pattern PARTS = Pattern.compile("(jdbc:postgresql://)([^/?]*)(.*)");

    /** Whether it leads to one server, or to the primary among several. */
    boolean leadsToAPrimary() {
        Matcher parts = PARTS.matcher(url);
        return !parts.matches()
                || !parts.group(2).contains(",")
                || parts.group(3).matches(".*[?&]targetServerType=primary(&.*)?");
    }

    /** The same, naming only the server that the connection, made with it, ended at. */
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

package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens direct connections to the outbox's database, one for each purpose, with names that a DBA recognises. No connection
 * waits without limit: a server that does not answer in time counts as down. Thread-safe.
 */
public final class Connections {

    /** Time limit for statements that are answered at once. */
    public static final Duration SILENCE = Duration.ofSeconds(15);

    /** Time limit for statements that may read, move or check a lot before they answer. */
    public static final Duration LONG_SILENCE = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final RelaySettings.Postgres settings;
    private final Set<Connection> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    public Connections(RelaySettings.Postgres settings) {
        this.settings = settings;
    }

    /** Opens a connection with the limit {@link #SILENCE}. */
    public Connection open(String purpose) throws SQLException {
        return open(purpose, SILENCE);
    }

    /**
     * Opens a connection in autocommit mode, with {@code application_name} set to {@code outbox-relay-} + purpose. The caller
     * closes it.
     *
     * @param silence how long to wait for an answer, in whole seconds; the login never gets longer than {@link #SILENCE}
     */
    public Connection open(String purpose, Duration silence) throws SQLException {
        Properties p = new Properties();
        PGProperty.USER.set(p, settings.username());
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(p, settings.password());
        }
        PGProperty.APPLICATION_NAME.set(p, "outbox-relay-" + purpose);
        Duration login = silence.compareTo(SILENCE) < 0 ? silence : SILENCE;
        PGProperty.CONNECT_TIMEOUT.set(p, (int) Math.min(login.toSeconds(), 10));
        PGProperty.SOCKET_TIMEOUT.set(p, (int) login.toSeconds());
        PGProperty.TCP_KEEP_ALIVE.set(p, true);
        Connection connection = SessionSettings.open(settings.url(), p);
        remember(connection);
        if (silence.compareTo(SILENCE) > 0) {
            limit(connection, silence);
        }
        return connection;
    }

    private void remember(Connection connection) throws SQLException {
        for (Connection before : Set.copyOf(opened)) {
            if (before.isClosed()) {
                opened.remove(before);
            }
        }
        opened.add(connection);
        if (aborted) {
            abort();
        }
    }

    /**
     * Closes all connections that were opened here, and refuses later ones, without contacting the server: nothing else ends a
     * read from a socket. Idempotent.
     */
    public void abort() {
        aborted = true;
        for (Connection connection : opened) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.warn("A connection to PostgreSQL cannot be aborted", e);
            }
        }
    }

    /** Changes the time limit for answers. */
    public static void limit(Connection connection, Duration silence) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
    }
}

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
 * Opens direct connections to the outbox's database, one for each purpose, named so that a DBA knows them. None of them waits for
 * ever: a server that says nothing for so long, while it should, counts as gone. Thread-safe.
 */
public final class Connections {

    /** For what is answered at once. */
    public static final Duration SILENCE = Duration.ofSeconds(15);

    /** For statements that may read, move or check a lot before they answer. */
    public static final Duration LONG_SILENCE = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final RelaySettings.Postgres settings;
    private final Set<Connection> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;

    public Connections(RelaySettings.Postgres settings) {
        this.settings = settings;
    }

    /** With the limit {@link #SILENCE}. */
    public Connection open(String purpose) throws SQLException {
        return open(purpose, SILENCE);
    }

    /**
     * In autocommit mode, {@code application_name} set to {@code outbox-relay-} + purpose. The caller closes it.
     *
     * @param silence how long to wait for an answer, in whole seconds; logging in is never given longer than {@link #SILENCE}
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

    /** Ends those that were opened here, and those to come, without a word: a read from a socket ends no other way. Idempotent. */
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

    /** Changes how long an answer may take. */
    public static void limit(Connection connection, Duration silence) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
    }
}

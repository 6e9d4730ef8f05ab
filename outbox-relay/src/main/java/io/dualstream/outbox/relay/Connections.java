package io.dualstream.outbox.relay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;

/** Opens direct connections to the outbox's database, one for each purpose, named so that a DBA knows them. */
final class Connections {

    private final RelaySettings.Postgres settings;

    Connections(RelaySettings.Postgres settings) {
        this.settings = settings;
    }

    /** In autocommit mode, {@code application_name} set to {@code outbox-relay-} + purpose. The caller closes it. */
    Connection open(String purpose) throws SQLException {
        Properties p = new Properties();
        PGProperty.USER.set(p, settings.username());
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(p, settings.password());
        }
        PGProperty.APPLICATION_NAME.set(p, "outbox-relay-" + purpose);
        PGProperty.CONNECT_TIMEOUT.set(p, 10);
        PGProperty.TCP_KEEP_ALIVE.set(p, true);
        return DriverManager.getConnection(settings.url(), p);
    }
}

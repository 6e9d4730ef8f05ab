package io.dualstream.outbox.relay.internal.wal.slot;

import io.dualstream.outbox.relay.internal.cursor.Lsn;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.session.AdvisoryLock;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
import io.dualstream.outbox.relay.internal.wal.WalSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** A connection with the replication protocol, the only kind that can read the timeline or export a snapshot. */
public final class ReplicationSession implements AutoCloseable {

    /** Time after which a server that does not answer counts as down. */
    private static final int SILENCE_SECONDS = 15;

    private static final int FIRST_WITH_FAILOVER = 17;

    private final Connection connection;

    public ReplicationSession(WalSettings settings) throws SQLException {
        Properties p = new Properties();
        PGProperty.USER.set(p, settings.username());
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(p, settings.password());
        }
        PGProperty.REPLICATION.set(p, "database");
        PGProperty.PREFER_QUERY_MODE.set(p, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(p, "15");
        PGProperty.APPLICATION_NAME.set(p, settings.session(WalSettings.Purpose.SLOT));
        PGProperty.CONNECT_TIMEOUT.set(p, 10);
        PGProperty.SOCKET_TIMEOUT.set(p, SILENCE_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(p, true);
        this.connection = SessionSettings.open(settings.url(), p);
    }

    public Timeline timeline() throws SQLException {
        try (Statement command = connection.createStatement();
                ResultSet row = command.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return new Timeline(Long.parseUnsignedLong(row.getString("systemid")), row.getInt("timeline"));
        }
    }

    /**
     * Keeps every other session that calls this method from changing the slot, until this session ends for whatever reason.
     *
     * @throws SlotException if another session was first
     */
    public void claim(String slot) throws SQLException {
        AdvisoryLock lock = new AdvisoryLock("outbox slot " + slot);
        if (!lock.tryLock(connection)) {
            String holder =
                    lock.holder(connection).map(AdvisoryLock.Holder::toString).orElse("a session that has ended");
            throw new SlotException("Replication slot '" + slot + "' is being prepared by " + holder);
        }
    }

    /** Drops the slot. The server refuses while somebody streams from the slot. */
    public void dropSlot(String slot) throws SQLException {
        try (Statement command = connection.createStatement()) {
            command.execute("DROP_REPLICATION_SLOT \"" + slot + "\"");
        }
    }

    /**
     * Creates the slot and exports the snapshot at its first position: the slot will bring exactly the changes that the
     * snapshot does not show. The snapshot is valid until this session's next command or its end.
     */
    public NewSlot createSlot(String slot) throws SQLException {
        // the command waits for other transactions without limit; the caller watches the server meanwhile
        connection.setNetworkTimeout(Runnable::run, 0);
        // with FAILOVER, synchronized_standby_slots holds back changes that a standby does not have yet
        String options = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_FAILOVER ? " (FAILOVER)" : "";
        try (Statement command = connection.createStatement();
                ResultSet row =
                        command.executeQuery("CREATE_REPLICATION_SLOT \"" + slot + "\" LOGICAL pgoutput" + options)) {
            row.next();
            return new NewSlot(row.getString("snapshot_name"), Lsn.parse(row.getString("consistent_point")));
        }
    }

    /** The process id of this session's backend. */
    public int backend() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Cancels the command that another thread waits for; that thread gets an error. */
    public void cancel() throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

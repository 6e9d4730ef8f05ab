package io.dualstream.outbox.relay.internal.wal;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A replication connection whose streams signal arriving data, and which refuses to create slots. */
@SuppressWarnings("try") // close() throws what Debezium's throws
final class WakingConnection implements ReplicationConnection {

    private final ReplicationConnection connection;
    private final Arrivals arrivals;

    WakingConnection(ReplicationConnection connection, Arrivals arrivals) {
        this.connection = connection;
        this.arrivals = arrivals;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator position) throws SQLException, InterruptedException {
        return new WakingStream(connection.startStreaming(position), arrivals);
    }

    @Override
    public ReplicationStream startStreaming(@Nullable Lsn offset, WalPositionLocator position)
            throws SQLException, InterruptedException {
        return new WakingStream(connection.startStreaming(offset, position), arrivals);
    }

    /** Refuses to create a slot. A new slot would silently begin at the present, and every event since the lost slot would be missing. */
    @Override
    public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
        throw new SQLException("The replication slot is gone; the engine must not create another one");
    }

    @Override
    public void initConnection() throws SQLException, InterruptedException {
        connection.initConnection();
    }

    @Override
    public boolean isConnected() throws SQLException {
        return connection.isConnected();
    }

    @Override
    public void reconnect() throws SQLException {
        connection.reconnect();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }
}

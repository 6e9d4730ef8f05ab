package io.dualstream.outbox.benchmarks.control;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The pgoutput messages of one slot, as pgjdbc returns them. Keeps the connection, without which the stream would end. */
final class WalStream implements AutoCloseable {

    private final Connection connection;
    private final PGReplicationStream stream;

    WalStream(ControlSettings settings) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.username());
        PGProperty.PASSWORD.set(properties, settings.password());
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        connection = DriverManager.getConnection(settings.jdbcUrl(), properties);
        stream = connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(settings.slot())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", settings.publication())
                .withStatusInterval(1, TimeUnit.SECONDS)
                .start();
    }

    /** Blocks until there is a message. */
    ByteBuffer read() throws SQLException {
        return stream.read();
    }

    /** Lets the server drop WAL up to {@code lsn}; the next status message contains the position. */
    void confirm(long lsn) {
        stream.setFlushedLSN(LogSequenceNumber.valueOf(lsn));
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            stream.close();
        }
    }
}

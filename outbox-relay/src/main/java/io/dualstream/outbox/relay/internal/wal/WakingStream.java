package io.dualstream.outbox.relay.internal.wal;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;

/** Wakes the polling thread when a message has arrived, and sleeps briefly between reads once no message has come for a while. */
@SuppressWarnings("try") // close() throws what Debezium's throws
final class WakingStream implements ReplicationStream {

    private static final long QUIET_AFTER = Duration.ofMillis(20).toNanos();
    private static final long QUIET_SLEEP = Duration.ofMillis(2).toNanos();

    private final ReplicationStream stream;
    private final Arrivals arrivals;
    private long lastMessage = System.nanoTime();

    WakingStream(ReplicationStream stream, Arrivals arrivals) {
        this.stream = stream;
        this.arrivals = arrivals;
    }

    @Override
    public boolean readPending(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        boolean received = stream.readPending(processor);
        if (received) {
            lastMessage = System.nanoTime();
            arrivals.signal();
        } else if (System.nanoTime() - lastMessage > QUIET_AFTER) {
            LockSupport.parkNanos(QUIET_SLEEP);
        }
        return received;
    }

    @Override
    public void read(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
        stream.read(processor);
        arrivals.signal();
    }

    @Override
    public void flushLsn(Lsn lsn) throws SQLException {
        stream.flushLsn(lsn);
    }

    @Override
    public Lsn lastReceivedLsn() {
        return stream.lastReceivedLsn();
    }

    @Override
    public Lsn startLsn() {
        return stream.startLsn();
    }

    @Override
    public void startKeepAlive(ExecutorService service) {
        stream.startKeepAlive(service);
    }

    @Override
    public void stopKeepAlive() {
        stream.stopKeepAlive();
    }

    @Override
    public void close() throws Exception {
        stream.close();
    }
}

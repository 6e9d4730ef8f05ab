package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.lease.SupersededException;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalHandler;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;
import java.util.Optional;

/**
 * PostgreSQL and Kafka as one attempt of the durable path uses them: over one connection to PostgreSQL, which is older than
 * everything that is opened beside it.
 */
public interface DurableServers {

    /** Throws a {@link SupersededException} if another relay has taken the lease. */
    void verifyLeading() throws SQLException;

    /** Connects to Kafka, and fences whoever published under this relay's transactional id. */
    DurableSink sink() throws SQLException, InterruptedException;

    DeadLetterStore deadLetters() throws SQLException;

    /** Ends what predecessors still do with the slot. */
    void endStaleSessions() throws SQLException;

    RecoverySource recovery() throws SQLException;

    /** The slot as it stands; empty if there is none. */
    Optional<Slot.State> slot() throws SQLException;

    HorizonTracker.Readings readings();

    /** What the slot brings from now on, on a thread of its own. */
    DurableStream stream(WalHandler handler) throws SQLException;
}

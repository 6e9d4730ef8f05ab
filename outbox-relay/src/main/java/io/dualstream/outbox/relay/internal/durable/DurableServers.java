package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.lease.SupersededException;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalHandler;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;
import java.util.Optional;

/**
 * PostgreSQL and Kafka, as one attempt of the durable path uses them. The attempt has one main connection to PostgreSQL, which
 * was opened before everything else.
 */
public interface DurableServers {

    /** Throws a {@link SupersededException} if another relay has taken the lease. */
    void verifyLeading() throws SQLException;

    /** Connects to Kafka, and fences every other producer that uses this relay's transactional id. */
    DurableSink sink() throws SQLException, InterruptedException;

    DeadLetterStore deadLetters() throws SQLException;

    /** Ends the sessions that predecessors left on the slot. */
    void endStaleSessions() throws SQLException;

    RecoverySource recovery() throws SQLException;

    /** The current state of the slot; empty if there is no slot. */
    Optional<Slot.State> slot() throws SQLException;

    /** The publication as it stands. */
    Publication.State publication() throws SQLException;

    HorizonTracker.Readings readings();

    /** A stream that passes the slot's changes to {@code handler}, on a thread of its own. */
    DurableStream stream(WalHandler handler) throws SQLException;
}

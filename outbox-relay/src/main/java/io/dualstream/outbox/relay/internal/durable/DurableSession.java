package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.recovery.DurableRecovery;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoveryObserver;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.durable.recovery.UnreadableWal;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.WalStreamException;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One whole attempt of the durable path: the session fences predecessors, reads the cursor back, brings slot and cursor
 * together, then streams until something fails. Two threads use a session: one calls {@link #step}, the thread of the stream
 * delivers the batches.
 */
public final class DurableSession implements AutoCloseable {

    /** Observes the progress of a session. */
    public interface Observer {

        /** Called before the stream begins. The stream begins at {@code cursor}. */
        void begins(DurableCursor cursor);

        /** Called once a second, before the session checks the slot. An exception ends the session. */
        void looks();

        /** Called when the slot exists and is valid. */
        void found(Slot.State slot);

        /** Called on the stream's thread when a batch has arrived. */
        void arrived(List<WalRecord> batch);

        /** Called on the stream's thread when Kafka has the batch and {@code cursor}. An exception ends the session. */
        void published(BatchPublisher.Batch done, DurableCursor cursor);
    }

    /** The observers of a session. */
    public record Observers(
            Observer session, RecoveryObserver recovery, DeadLetteringPublisher.Observers deadLetters) {}

    private static final Logger log = LoggerFactory.getLogger(DurableSession.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DurableServers servers;
    private final TimeSource time;
    private final Observer observer;
    private final String slotName;
    private final DurableSink sink;
    private final DeadLetterStore store;
    private final DeadLetteringPublisher letters;
    private final HorizonTracker horizon;
    private final BatchPublisher batches;
    private final SameServer sameServer;
    private final PublicationWatch publication;
    private final DurableStream stream;
    private final UnreadableWal unreadable;
    /** What Kafka holds for certain. Written by the stream's thread. */
    private volatile DurableCursor reached;

    private boolean streaming;
    private long nextLook;

    private DurableSession(
            RoomSettings rooms,
            DurableServers servers,
            TimeSource time,
            Observers observers,
            UnreadableWal unreadable,
            DurableSink sink)
            throws SQLException, InterruptedException {
        this.servers = servers;
        this.time = time;
        this.observer = observers.session();
        this.slotName = rooms.relay().postgres().slot();
        this.unreadable = unreadable;
        this.sink = sink;
        this.store = servers.deadLetters();
        try {
            this.letters = DeadLetteringPublisher.open(rooms, store, sink, time, observers.deadLetters());
            Failpoint.AFTER_FENCING.reached();
            servers.verifyLeading(); // otherwise this relay would take the slot of the new leader
            DurableRecovery.Start prepared = prepare(rooms, observers.recovery());
            DurableCursor start = prepared.cursor();
            this.reached = start;
            observer.begins(start);
            this.publication = new PublicationWatch(servers, prepared.publication());
            this.horizon = new HorizonTracker(rooms.relay().postgres().heartbeatInterval(), time, start.horizon());
            this.batches = new BatchPublisher(
                    letters,
                    new DurableTracker(start),
                    horizon,
                    rooms.cursorKey(),
                    rooms.relay().kafka().maxTransactionRows());
            Failpoint.BEFORE_STREAMING.reached();
            this.sameServer = new SameServer(servers, slotName, start.commitLsn());
            this.nextLook = time.nanos();
            this.stream = servers.stream(this::handle);
        } catch (SQLException | RuntimeException | InterruptedException | Error e) {
            closeStore();
            throw e;
        }
    }

    /**
     * Returns once slot and cursor agree. The stream does not start before the first {@link #step}. {@code unreadable} is the
     * same object for all sessions of a path.
     */
    public static DurableSession open(
            RoomSettings rooms, DurableServers servers, TimeSource time, Observers observers, UnreadableWal unreadable)
            throws SQLException, InterruptedException {
        servers.verifyLeading(); // otherwise this relay would fence the new leader
        DurableSink sink = servers.sink();
        try {
            return new DurableSession(rooms, servers, time, observers, unreadable, sink);
        } catch (SQLException | RuntimeException | InterruptedException | Error e) {
            sink.close();
            throw e;
        }
    }

    private DurableRecovery.Start prepare(RoomSettings rooms, RecoveryObserver observer)
            throws SQLException, InterruptedException {
        servers.endStaleSessions();
        try (RecoverySource source = servers.recovery()) {
            return new DurableRecovery(rooms, source, sink, letters, observer).prepare(unreadable);
        }
    }

    /** The stream, which another thread aborts if PostgreSQL hangs. */
    public DurableStream stream() {
        return stream;
    }

    /**
     * Streams for a moment, then does the periodic work beside the stream. The first call starts the stream.
     *
     * @return whether the stream goes on; false means that the stream was closed
     */
    public boolean step() throws Exception {
        if (!streaming) {
            streaming = true;
            stream.start();
        }
        if (hasEnded()) {
            return false;
        }
        if (time.nanos() - nextLook >= 0) {
            nextLook = time.nanos() + LOOK.toNanos();
            observer.looks();
            Slot.State now = slot();
            horizon.look(servers.readings(), publication);
            observer.found(now);
        }
        letters.serve();
        return true;
    }

    private boolean hasEnded() throws Exception {
        try {
            return stream.awaitEnd(TICK);
        } catch (WalStreamException e) {
            publication.verify(); // what it says is the cause, if it says anything
            unreadable.ended(reached, e);
            throw e;
        }
    }

    private Slot.State slot() throws SQLException {
        Slot.State now = servers.slot()
                .orElseThrow(() -> new IllegalStateException("Replication slot '" + slotName + "' is gone"));
        if (now.lost()) {
            throw new IllegalStateException("Replication slot '" + slotName + "' was invalidated by the server");
        }
        return now;
    }

    private long handle(List<WalRecord> batch) throws InterruptedException {
        sameServer.verify();
        verifyPublication(batch);
        observer.arrived(batch);
        BatchPublisher.Batch done = batches.handle(batch);
        DurableCursor cursor = batches.cursor();
        reached = cursor;
        observer.published(done, cursor);
        return cursor.commitLsn();
    }

    /** Ends the attempt if the stream may have left events out before one of these records, which a description of the table precedes. */
    private void verifyPublication(List<WalRecord> batch) {
        if (batch.stream().noneMatch(WalRecord::anew)) {
            return;
        }
        try {
            publication.verify();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL went away when the stream described the table", e);
        }
    }

    /** Finishes the batch under way, ends the stream, then closes the connections. */
    @Override
    public void close() {
        stream.close();
        Failpoint.IN_SHUTDOWN.reached();
        closeStore();
        sink.close();
    }

    private void closeStore() {
        try {
            store.close();
        } catch (SQLException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}

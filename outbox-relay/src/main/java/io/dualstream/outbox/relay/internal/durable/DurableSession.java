package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.recovery.DurableRecovery;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoveryObserver;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of the durable path, all of it: fences predecessors, reads the cursor back, brings slot and cursor together,
 * then streams until something fails. Two threads use it: one calls {@link #step}, the stream's own brings the batches.
 */
public final class DurableSession implements AutoCloseable {

    /** Is told how the session fares. */
    public interface Observer {

        /** The stream begins here. */
        void begins(DurableCursor cursor);

        /** Before each look at the slot, once a second; throws to end the session. */
        void looks();

        /** The slot is there, and whole. */
        void found(Slot.State slot);

        /** On the stream's thread: a batch came. */
        void arrived(List<WalRecord> batch);

        /** On the stream's thread: Kafka has the batch, and this cursor; whatever throws ends the session. */
        void published(BatchPublisher.Batch done, DurableCursor cursor);
    }

    /** Who is told of what. */
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
    private final DurableStream stream;
    private boolean streaming;
    private long nextLook;

    private DurableSession(
            RoomSettings rooms, DurableServers servers, TimeSource time, Observers observers, DurableSink sink)
            throws SQLException, InterruptedException {
        this.servers = servers;
        this.time = time;
        this.observer = observers.session();
        this.slotName = rooms.relay().postgres().slot();
        this.sink = sink;
        this.store = servers.deadLetters();
        try {
            this.letters = DeadLetteringPublisher.open(rooms, store, sink, time, observers.deadLetters());
            Failpoint.AFTER_FENCING.reached();
            servers.verifyLeading(); // else his slot would be taken from him
            DurableCursor start = prepare(rooms, observers.recovery());
            observer.begins(start);
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

    /** Returns once slot and cursor agree; nothing streams before the first {@link #step}. */
    public static DurableSession open(RoomSettings rooms, DurableServers servers, TimeSource time, Observers observers)
            throws SQLException, InterruptedException {
        servers.verifyLeading(); // else whoever leads now would be fenced
        DurableSink sink = servers.sink();
        try {
            return new DurableSession(rooms, servers, time, observers, sink);
        } catch (SQLException | RuntimeException | InterruptedException | Error e) {
            sink.close();
            throw e;
        }
    }

    private DurableCursor prepare(RoomSettings rooms, RecoveryObserver observer)
            throws SQLException, InterruptedException {
        servers.endStaleSessions();
        try (RecoverySource source = servers.recovery()) {
            return new DurableRecovery(rooms, source, sink, letters, observer).prepare();
        }
    }

    /** To abort it, should PostgreSQL hang. */
    public DurableStream stream() {
        return stream;
    }

    /**
     * Streams for a moment, then does what is due beside the stream; begins to stream when called first.
     *
     * @return whether the stream goes on; if not, it was closed
     */
    public boolean step() throws Exception {
        if (!streaming) {
            streaming = true;
            stream.start();
        }
        if (stream.awaitEnd(TICK)) {
            return false;
        }
        if (time.nanos() - nextLook >= 0) {
            nextLook = time.nanos() + LOOK.toNanos();
            observer.looks();
            observer.found(slot());
            horizon.look(servers.readings());
        }
        letters.serve();
        return true;
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
        observer.arrived(batch);
        BatchPublisher.Batch done = batches.handle(batch);
        DurableCursor cursor = batches.cursor();
        observer.published(done, cursor);
        return cursor.commitLsn();
    }

    /** Ends the stream, a batch under way first, then the connections. */
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

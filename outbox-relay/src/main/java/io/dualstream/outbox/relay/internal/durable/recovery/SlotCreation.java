package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.OpenTransactions;
import io.dualstream.outbox.relay.internal.wal.slot.ReplicationSession;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Creates a slot. PostgreSQL waits until every transaction that was writing at that moment has ended. The command therefore
 * runs on a thread of its own, while the calling thread reports the transactions and cancels the command if the relay is
 * closed.
 */
final class SlotCreation {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final int TICKS_PER_LOOK = 10;
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

    private final ReplicationSession session;
    private final Connection postgres;
    private final PathLifecycle life;
    private final StopSignal stop;

    /** {@code postgres} is a second connection, through which open transactions are read. */
    SlotCreation(ReplicationSession session, Connection postgres, PathLifecycle life, StopSignal stop) {
        this.session = session;
        this.postgres = postgres;
        this.life = life;
        this.stop = stop;
    }

    /** Creates the slot; throws an {@link InterruptedException} if the relay is closed. */
    NewSlot make(String slot) throws SQLException, InterruptedException {
        OpenTransactions open = OpenTransactions.now(postgres);
        FutureTask<NewSlot> making = new FutureTask<>(() -> session.createSlot(slot));
        Thread thread = new Thread(making, "outbox-relay-slot");
        thread.start();
        try {
            for (int tick = 1; !stop.isGiven(); tick++) {
                try {
                    return making.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (tick % TICKS_PER_LOOK == 0) {
                        life.await(
                                "the slot",
                                "PostgreSQL creates replication slot '" + slot
                                        + "' once these transactions have ended: "
                                        + open.holdingUp(session.backend()));
                    }
                }
            }
            throw new InterruptedException("The relay is closed");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException refused ? refused : new SQLException(e.getCause());
        } finally {
            if (!making.isDone()) {
                // otherwise the backend would go on waiting and keep the unfinished slot
                session.cancel();
                Causes.join(thread, CANCEL_LIMIT);
            }
        }
    }
}

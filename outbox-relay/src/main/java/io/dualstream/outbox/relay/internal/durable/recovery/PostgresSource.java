package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.lease.LeaseMarks;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.table.Backlog;
import io.dualstream.outbox.relay.internal.table.Removal;
import io.dualstream.outbox.relay.internal.table.Removals;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.ReplicationSession;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The recovery source on a real server. It owns a replication session, and borrows a connection. */
public final class PostgresSource implements RecoverySource {

    private final RoomSettings rooms;
    private final Connections connections;
    private final Connection postgres;
    private final ReplicationSession session;
    private final PathLifecycle life;
    private final StopSignal stop;
    private final Slot slot;
    private final LeaseMarks marks;

    /** Stops waiting once {@code stop} is given. */
    public PostgresSource(
            RoomSettings rooms,
            Connections connections,
            Connection postgres,
            LeaseMarks marks,
            PathLifecycle life,
            StopSignal stop)
            throws SQLException {
        this.rooms = rooms;
        this.connections = connections;
        this.postgres = postgres;
        this.marks = marks;
        this.life = life;
        this.stop = stop;
        this.slot = new Slot(rooms.relay().postgres().slot());
        this.session = new ReplicationSession(rooms.wal(postgres));
    }

    @Override
    public void claim() throws SQLException {
        session.claim(slot.toString());
    }

    @Override
    public Timeline timeline() throws SQLException {
        return session.timeline();
    }

    @Override
    public boolean knows(long mark) throws SQLException {
        return marks.contains(postgres, mark);
    }

    @Override
    public Publication.State publication() throws SQLException {
        return rooms.publication().state(postgres);
    }

    @Override
    public Optional<Slot.State> slot() throws SQLException {
        Optional<Slot.State> now = slot.state(postgres);
        now.ifPresent(slot::verifyOurs);
        return now;
    }

    @Override
    public void advance(Slot.State now, long lsn) throws SQLException {
        // the statement decodes all WAL up to that position
        Connections.limit(postgres, Connections.LONG_SILENCE);
        slot.verify(postgres, now, lsn);
        Connections.limit(postgres, Connections.SILENCE);
    }

    @Override
    public void drop(Slot.State now) throws SQLException {
        slot.verifyIdle(now);
        session.dropSlot(slot.toString());
    }

    @Override
    public NewSlot create() throws SQLException, InterruptedException {
        NewSlot made = new SlotCreation(session, postgres, life, stop).make(slot.toString());
        life.transitionTo(RelayStatus.State.STARTING, "slot '" + slot + "' is made, publishing from the table");
        return made;
    }

    @Override
    public Rows rows(String snapshot, long minXid) throws SQLException {
        Backlog backlog = Backlog.open(
                connections.open("recovery", Connections.LONG_SILENCE),
                rooms.relay().postgres().schema(),
                rooms.relay().name(),
                snapshot,
                minXid);
        return new Rows() {
            @Override
            public List<EventRecord> next(int limitRows, int limitBytes) throws SQLException {
                return backlog.next(limitRows, limitBytes);
            }

            @Override
            public long candidates(long seq, int limit, PublishedEvents published) throws SQLException {
                return backlog.identify(seq, limit, published::candidate);
            }

            @Override
            public void close() throws SQLException {
                backlog.close();
            }
        };
    }

    @Override
    public List<Removal> removals(Horizon since) throws SQLException {
        return new Removals(postgres, rooms.relay().postgres().schema())
                .since(since.xmin(), Instant.ofEpochMilli(since.epochMillis()));
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}

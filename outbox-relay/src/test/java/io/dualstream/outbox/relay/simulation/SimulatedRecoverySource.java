package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.HorizonTracker;
import io.dualstream.outbox.relay.internal.durable.PostgresReadings;
import io.dualstream.outbox.relay.internal.durable.recovery.PostgresSource;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.table.Identities;
import io.dualstream.outbox.relay.internal.table.Removal;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The model of PostgreSQL in the clothes of {@link PostgresSource} and {@link PostgresReadings}. */
final class SimulatedRecoverySource implements RecoverySource, HorizonTracker.Readings {

    private final World world;
    private final ModelConnection connection;
    private final int epoch;
    private List<Event> rows = List.of();
    private List<Event> rowsSeenEarly = List.of();
    /** Rows that are dead letters in the same snapshot. */
    private Set<DeadLetterStore.Handle> dealtWith = Set.of();

    private long positionReadEarly = -1;

    /** For the relay that took the lease with that epoch. */
    SimulatedRecoverySource(World world, ModelPostgres postgres, int generation, int epoch) {
        this.world = world;
        this.epoch = epoch;
        this.connection = new ModelConnection(world, postgres, generation);
    }

    @Override
    public void claim() throws SQLException {
        connection.claim();
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public Timeline timeline() throws SQLException {
        return connection.use().timeline();
    }

    @Override
    public boolean knows(long mark) throws SQLException {
        return connection.use().lease().knows(mark) || world.is(Mutation.MARK_BELIEVED_IN_ANY_HISTORY);
    }

    @Override
    public HorizonTracker.Named name(long... earlier) throws SQLException {
        ModelPostgres server = connection.use();
        long xid = server.nextXid();
        long name = server.mark(epoch, earlier);
        world.call();
        return new HorizonTracker.Named(name, world.is(Mutation.MARK_DATED_WHEN_TAKEN) ? 0 : xid);
    }

    @Override
    public Publication.State publication() throws SQLException {
        return connection.use().publication().state();
    }

    @Override
    public Optional<Slot.State> slot() throws SQLException {
        ModelPostgres postgres = connection.use();
        ModelSlot slot = postgres.wal().slot;
        if (slot == null) {
            return Optional.empty();
        }
        long confirmed = world.is(Mutation.SLOT_BELIEVED_WHEREVER_IT_STANDS) ? 0 : slot.confirmed;
        long retained = postgres.wal().insertLsn() - confirmed;
        String status = slot.lost ? "lost" : "reserved";
        return Optional.of(new Slot.State(
                "pgoutput", "model", "model", confirmed, status, slot.active, null, retained, retained, null));
    }

    @Override
    public void advance(Slot.State now, long lsn) throws SQLException {
        connection.refuseIf(now.activePid() != 0);
        if (Long.compareUnsigned(now.confirmedLsn(), lsn) < 0 && !world.is(Mutation.SLOT_NOT_ADVANCED)) {
            ModelSlot slot = connection.idleSlot();
            slot.confirmed = Math.max(slot.confirmed, lsn);
        }
    }

    @Override
    public void drop(Slot.State now) throws SQLException {
        connection.refuseIf(now.activePid() != 0);
        ModelPostgres server = connection.use();
        connection.refuseIf(server.wal().slot == null || server.wal().slot.active != 0);
        server.wal().slot = null;
    }

    @Override
    public NewSlot create() throws SQLException {
        rowsSeenEarly = connection.use().rows();
        ModelPostgres.AtSlot made = connection.createSlot();
        rows = made.rows();
        dealtWith = handles(made.letters());
        return new NewSlot("snapshot", made.lsn());
    }

    private static Set<DeadLetterStore.Handle> handles(List<ModelDeadLetters.Row> letters) {
        return letters.stream()
                .filter(ModelDeadLetters.Row::passed)
                .map(row -> DeadLetterStore.Handle.of(row.letter().event()))
                .collect(Collectors.toSet());
    }

    private static long identify(List<Event> rows, Identities.Range range, PublishedEvents published) {
        List<EventRecord> after = ModelConnection.candidates(rows, range.minXid()).stream()
                .filter(event -> event.seq() > range.afterSeq())
                .toList();
        List<EventRecord> first = after.subList(0, Math.min(range.limit(), after.size()));
        first.forEach(event -> published.candidate(event.id(), event.aggregateType(), event.aggregateId()));
        return first.size() < range.limit()
                ? Long.MAX_VALUE
                : first.get(first.size() - 1).seq();
    }

    @Override
    public Rows rows(String snapshot, long minXid) throws SQLException {
        connection.use();
        List<EventRecord> candidates = ModelConnection.candidates(rows, minXid).stream()
                .filter(event -> !dealtWith.contains(DeadLetterStore.Handle.of(event)))
                .toList();
        return new Rows() {
            private int next;

            @Override
            public long candidates(long seq, int limit, PublishedEvents published) throws SQLException {
                connection.use();
                List<Event> seen = world.is(Mutation.CANDIDATES_READ_BEFORE_THE_SLOT) ? rowsSeenEarly : rows;
                return identify(seen, new Identities.Range(minXid, seq, limit), published);
            }

            @Override
            public List<EventRecord> next(int limitRows, int limitBytes) throws SQLException {
                connection.use();
                int end = Math.min(candidates.size(), next + limitRows);
                List<EventRecord> portion = new ArrayList<>(candidates.subList(next, end));
                next = end;
                return portion;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<Removal> removals(Horizon since) {
        return List.of();
    }

    @Override
    public long oldestXid() throws SQLException {
        if (world.is(Mutation.HORIZON_READ_IN_REVERSE)) {
            positionReadEarly = connection.use().wal().insertLsn();
            for (int moments = 0; moments < 6; moments++) {
                connection.use();
            }
        }
        return connection.use().oldestXid();
    }

    @Override
    public long insertLsn() throws SQLException {
        if (world.is(Mutation.HORIZON_BELIEVED_UNPROVEN)) {
            return 0;
        }
        return positionReadEarly >= 0
                ? positionReadEarly
                : connection.use().wal().insertLsn();
    }
}

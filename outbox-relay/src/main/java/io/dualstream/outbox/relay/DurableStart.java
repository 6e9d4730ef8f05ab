package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.cursor.DurableCursor;
import io.dualstream.outbox.relay.cursor.Horizon;
import io.dualstream.outbox.relay.cursor.RecoveryMark;
import io.dualstream.outbox.relay.cursor.Timeline;
import io.dualstream.outbox.relay.kafka.KafkaSink;
import io.dualstream.outbox.relay.kafka.StateRecord;
import io.dualstream.outbox.relay.record.EventRecord;
import io.dualstream.outbox.relay.table.Backlog;
import io.dualstream.outbox.relay.wal.ReplicationSession;
import io.dualstream.outbox.relay.wal.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before the engine may start: slot and cursor are brought together. Where no slot follows the cursor (a
 * first start, a lost slot, a restored database) a new one is made, and what it will not bring is published from the
 * table.
 */
final class DurableStart {

    private static final Logger log = LoggerFactory.getLogger(DurableStart.class);

    /** Clocks of relays and brokers may differ: topics' tails are read from that much earlier. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    /** In another history xids say nothing: every row is a candidate, unless the topics hold it, however long ago. */
    private static final RecoveryMark NOTHING_KNOWN = new RecoveryMark(Horizon.NONE);

    private final RoomSettings rooms;
    private final Connection postgres;
    private final KafkaSink sink;
    private final PathLife life;
    private final StopSignal stop;
    private final Slot slot;

    /** Waits for nothing once {@code stop} is given. */
    DurableStart(RoomSettings rooms, Connection postgres, KafkaSink sink, PathLife life, StopSignal stop) {
        this.rooms = rooms;
        this.postgres = postgres;
        this.sink = sink;
        this.life = life;
        this.stop = stop;
        this.slot = new Slot(rooms.relay().postgres().slot());
    }

    /** Leaves a slot that brings everything the returned cursor does not cover. */
    DurableCursor prepare() throws SQLException, InterruptedException {
        try (ReplicationSession session = new ReplicationSession(rooms.wal())) {
            Timeline timeline = session.timeline();
            Map<String, byte[]> state = sink.state();
            DurableCursor stored = decode(state.get(rooms.cursorKey()));
            byte[] unfinished = state.get(rooms.recoveryKey());
            Optional<Slot.State> now = slot.state(postgres);
            now.ifPresent(slot::verifyOurs);

            boolean foreign = stored != null && !follows(stored, timeline, now);
            String recover = null;
            if (foreign) {
                recover = "the database went back or to another timeline, " + timeline + ", since " + stored;
            } else if (unfinished != null) {
                recover = "a recovery was cut short";
            } else if (now.isEmpty()) {
                recover = stored == null ? "first start" : "replication slot '" + slot + "' is gone";
            } else if (now.get().lost()) {
                recover = "replication slot '" + slot + "' was invalidated by the server";
            }
            if (recover != null) {
                RecoveryMark mark = foreign ? NOTHING_KNOWN : mark(stored, unfinished);
                return recover(recover, session, timeline, mark, now);
            }
            DurableCursor cursor = stored == null ? DurableCursor.start(timeline) : stored;
            slot.verify(postgres, now.orElseThrow(), cursor.commitLsn());
            return cursor;
        }
    }

    /** A copy of the server's files put back does not even change the timeline, but its WAL ends before the cursor. */
    private static boolean follows(DurableCursor stored, Timeline timeline, Optional<Slot.State> now) {
        return stored.timeline().equals(timeline)
                && now.map(slot -> Long.compareUnsigned(stored.commitLsn(), slot.insertLsn()) <= 0)
                        .orElse(true);
    }

    private static RecoveryMark mark(@Nullable DurableCursor stored, byte @Nullable [] unfinished) {
        if (unfinished != null) {
            return RecoveryMark.decode(unfinished);
        }
        if (stored != null) {
            return new RecoveryMark(stored.horizon());
        }
        // Nobody published from this table under this name: no id can be in the topics before now.
        return new RecoveryMark(new Horizon(0, System.currentTimeMillis()));
    }

    private DurableCursor recover(
            String why, ReplicationSession session, Timeline timeline, RecoveryMark mark, Optional<Slot.State> old)
            throws SQLException, InterruptedException {
        log.info("Recovering from the table: {}", why);
        // first the mark: a slot without it would be believed
        sink.publisher().publish(List.of(), new StateRecord(rooms.recoveryKey(), mark.encode()));
        if (old.isPresent()) {
            slot.verifyIdle(old.get());
            slot.drop(postgres);
        }
        String snapshot = new SlotMaking(session, postgres, life, stop).make(slot.toString());
        life.transitionTo(PathState.STARTING, "slot '" + slot + "' is made, publishing from the table");
        Set<UUID> published = sink.idsSince(Math.max(0, mark.horizon().epochMillis() - CLOCK_MARGIN.toMillis()));
        long recovered = 0;
        RelaySettings.Postgres settings = rooms.relay().postgres();
        try (Backlog backlog = Backlog.open(
                new Connections(settings).open("recovery"),
                settings.schema(),
                snapshot,
                mark.horizon().xmin())) {
            int limit = rooms.relay().kafka().maxTransactionRows();
            for (List<EventRecord> portion = backlog.next(limit); !portion.isEmpty(); portion = backlog.next(limit)) {
                portion.removeIf(event -> published.contains(event.id()));
                sink.publisher().publish(portion);
                recovered += portion.size();
            }
        }
        DurableCursor cursor = DurableCursor.start(timeline).withHorizon(mark.horizon());
        sink.publisher()
                .publish(
                        List.of(),
                        new StateRecord(rooms.cursorKey(), cursor.encode()),
                        new StateRecord(rooms.recoveryKey(), null));
        log.info(
                "Recovered: {} events published from the table, {} were published before", recovered, published.size());
        return cursor;
    }

    private static @Nullable DurableCursor decode(byte @Nullable [] bytes) {
        return bytes == null ? null : DurableCursor.decode(bytes);
    }
}

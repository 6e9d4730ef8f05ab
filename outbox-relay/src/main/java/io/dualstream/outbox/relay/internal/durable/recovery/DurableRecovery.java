package io.dualstream.outbox.relay.internal.durable.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.config.RelaySettings.Unrecoverable;
import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.cursor.Lsn;
import io.dualstream.outbox.relay.internal.cursor.RecoveryMark;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.letters.HangingLetters;
import io.dualstream.outbox.relay.internal.durable.letters.StateAfter;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.table.Removal;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.publication.PublicationException;
import io.dualstream.outbox.relay.internal.wal.slot.NewSlot;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings slot and cursor together before the engine may start. If no slot follows the cursor (a first start, a lost slot, a
 * restored database), the recovery creates a new slot and publishes from the table the events that the slot will not bring.
 */
public final class DurableRecovery {

    /** Clocks of relays and brokers may differ, so the ends of the topics are read from that much earlier. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    /** If nothing is known of xids, every row is a candidate unless the topics hold its event, however old. */
    private static final RecoveryMark NOTHING_KNOWN = new RecoveryMark(Horizon.NONE);

    private final RoomSettings rooms;
    private final RecoverySource source;
    private final DurableSink sink;
    private final DeadLetteringPublisher letters;
    private final RecoveryObserver observer;

    /** {@code observer} is called for each step. */
    public DurableRecovery(
            RoomSettings rooms,
            RecoverySource source,
            DurableSink sink,
            DeadLetteringPublisher letters,
            RecoveryObserver observer) {
        this.rooms = rooms;
        this.source = source;
        this.sink = sink;
        this.letters = letters;
        this.observer = observer;
    }

    /**
     * The position at which the stream begins.
     *
     * @param publication identity of the publication that the slot has followed since it was created
     */
    public record Start(DurableCursor cursor, String publication) {}

    /**
     * Prepares a slot that brings every event that the returned cursor does not cover. A slot that {@code unreadable} gives up is
     * replaced.
     *
     * @throws PublicationException if the publication leaves events out; no slot exists then
     */
    public Start prepare(UnreadableWal unreadable) throws SQLException, InterruptedException {
        // before the recovery mark, at which a fenced relay fails: so only the relay that fenced last can replace the
        // slot
        source.claim();
        Timeline timeline = source.timeline();
        Optional<Slot.State> now = source.slot();
        Publication.State publication = publication(now);
        Map<String, byte[]> state = sink.state();
        DurableCursor stored = decode(state.get(rooms.cursorKey()));
        byte[] unfinished = state.get(rooms.recoveryKey());
        byte[] followed = state.get(rooms.publicationKey());
        RecoveryMark mark = mark(stored, unfinished);
        boolean named = mark.horizon().name() != 0;
        boolean known = named && source.knows(mark.horizon().name());
        boolean foreign = stored != null && !(follows(stored, timeline, now) && (known || !named));
        String recover = null;
        String giveUp = null;
        if (foreign) {
            recover = "the database went back, or changed to another timeline, " + timeline + ", after " + stored;
        } else if (unfinished != null) {
            recover = "an earlier recovery was interrupted";
        } else if (sink.hanging() != Hanging.NOTHING) {
            recover = "Kafka left a transaction open after reporting it as complete";
        } else if (stored != null && !publication.identity().equals(text(followed))) {
            recover = "publication '" + publication.name() + "' was changed or replaced";
        } else if (now.isEmpty()) {
            recover = stored == null ? "first start" : "the replication slot is gone";
        } else if (now.get().lost()) {
            recover = "the replication slot was invalidated by the server";
        } else if (stored == null) {
            // the slot lags behind the published events, and only the cursor could tell how far
            recover = "Kafka holds no cursor";
        } else if (Long.compareUnsigned(now.get().confirmedLsn(), stored.commitLsn()) > 0) {
            // the relay never confirms a position that the cursor does not cover
            recover = "the replication slot was moved to "
                    + Lsn.format(now.get().confirmedLsn()) + ", past " + Lsn.format(stored.commitLsn());
        } else {
            giveUp = unreadable.verdict(stored);
            recover = giveUp;
        }
        Compaction compaction = new Compaction(sink, rooms.relay().retention(), observer);
        if (recover != null) {
            // A promoted standby or a restored backup has the mark's name if it has every transaction that the mark
            // covers.
            boolean holds = !foreign || (known && isOfSystem(stored, timeline));
            // the mark of a cursor that was written with hanging events may count these events as published
            boolean reliable = holds && sink.hanging() != Hanging.EVENTS;
            RecoveryMark from = reliable ? mark : NOTHING_KNOWN;
            HangingLetters hanging = letters.hanging();
            if (!hanging.isEmpty()) {
                from = from.withoutTime();
            }
            if (giveUp != null) {
                observer.givesUp(giveUp, now.get().heldBytes());
            } else if (stored != null && unfinished == null) {
                observer.recovers(recover);
            } else {
                observer.resumes(recover);
            }
            // events that were removed before a first start were never promised to anybody
            Horizon gap = stored == null
                    ? null
                    : new Horizon(
                            from.horizon().xmin(),
                            stored.horizon().epochMillis(),
                            from.horizon().name());
            return new Start(
                    recover(timeline, from, gap, now, publication, hanging, compaction), publication.identity());
        }
        Slot.State slot = now.orElseThrow();
        DurableCursor cursor = Objects.requireNonNull(stored);
        source.advance(slot, cursor.commitLsn());
        letters.begin();
        return new Start(cursor.finishedTo(slot.confirmedLsn()), publication.identity());
    }

    /** While the publication leaves events out, a slot brings nothing that counts, and would hold back WAL. */
    private Publication.State publication(Optional<Slot.State> slot) throws SQLException {
        Publication.State publication = source.publication();
        if (publication.fault() != null && slot.isPresent()) {
            source.drop(slot.get());
            observer.warns(
                    "Replication slot '" + rooms.relay().postgres().slot() + "' is given up. " + publication.fault());
        }
        publication.verifyWhole();
        return publication;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    /** A restored copy of the server's files does not even change the timeline, but its WAL ends before the cursor. */
    private static boolean follows(DurableCursor stored, Timeline timeline, Optional<Slot.State> now) {
        return stored.timeline().equals(timeline)
                && now.map(slot -> Long.compareUnsigned(stored.commitLsn(), slot.insertLsn()) <= 0)
                        .orElse(true);
    }

    private static boolean isOfSystem(@Nullable DurableCursor stored, Timeline timeline) {
        return stored != null && stored.timeline().systemId() == timeline.systemId();
    }

    private RecoveryMark mark(@Nullable DurableCursor stored, byte @Nullable [] unfinished) {
        if (unfinished != null) {
            return RecoveryMark.decode(unfinished);
        }
        if (stored != null) {
            return new RecoveryMark(stored.horizon());
        }
        // This is a first start, or somebody deleted the state.
        return NOTHING_KNOWN;
    }

    private DurableCursor recover(
            Timeline timeline,
            RecoveryMark mark,
            @Nullable Horizon gap,
            Optional<Slot.State> old,
            Publication.State publication,
            HangingLetters hanging,
            Compaction compaction)
            throws SQLException, InterruptedException {
        // the mark first: after a crash, the next start would trust a slot without a mark
        sink.publisher().publish(List.of(), marks(mark));
        Failpoint.AFTER_RECOVERY_MARK.reached();
        // before the transaction ends: after a crash in between, nothing would tell which letters it held
        letters.reopen(hanging);
        sink.endHanging();
        if (old.isPresent()) {
            source.drop(old.get());
        }
        long begin = Math.max(0, mark.horizon().epochMillis() - CLOCK_MARGIN.toMillis());
        // from here on only this relay publishes
        PublishedRows published = new PublishedRows(sink, begin);
        letters.found(published.find(letters.candidates()));
        // before the slot is created, which would hold back WAL for as long as the path halts
        letters.begin();
        if (gap != null) {
            verifyCovered(gap, published);
        }
        NewSlot slot = source.create();
        Failpoint.AFTER_SLOT_MADE.reached();
        long recovered = 0;
        try (RecoverySource.Rows rows =
                source.rows(slot.snapshot(), mark.horizon().xmin())) {
            if (gap != null) {
                verifyCovered(gap, published);
            }
            int limit = rooms.relay().kafka().maxTransactionRows();
            for (List<EventRecord> portion = rows.next(limit, letters.maxBytes());
                    !portion.isEmpty();
                    portion = rows.next(limit, letters.maxBytes())) {
                List<EventRecord> missing = new ArrayList<>(portion.size());
                for (EventRecord event : portion) {
                    if (!isPublished(event, published.at(event, rows))) {
                        missing.add(event);
                    }
                }
                if (published.any()) { // into empty topics nothing comes behind anything
                    compaction.met(missing);
                }
                recovered += letters.publish(missing, StateAfter.NONE).events();
            }
        }
        DurableCursor cursor =
                DurableCursor.start(timeline).withHorizon(mark.horizon()).finishedTo(slot.lsn());
        letters.passAll(
                new StateRecord(rooms.cursorKey(), cursor.encode()),
                new StateRecord(rooms.publicationKey(), publication.identity().getBytes(UTF_8)),
                new StateRecord(rooms.recoveryKey(), null));
        observer.says("Recovered: published " + Counted.of(recovered, "event") + " from the table"
                + (published.size() == 0
                        ? ""
                        : "; " + Counted.number(published.size()) + " more had been published before"));
        observer.recovered(recovered);
        return cursor;
    }

    /** A retry whose transaction was left open may be about to be aborted, so its mark must close no letter. */
    private StateRecord[] marks(RecoveryMark mark) {
        StateRecord recovery = new StateRecord(rooms.recoveryKey(), mark.encode());
        return sink.hanging() == Hanging.NOTHING
                ? new StateRecord[] {recovery}
                : new StateRecord[] {recovery, new StateRecord(rooms.retryKey(), null)};
    }

    private boolean isPublished(EventRecord event, PublishedEvents published) {
        String other = published.otherOf(event);
        if (other != null) {
            observer.warns("Two events have the id " + event.id() + ": one of " + other
                    + ", which was published before, and seq "
                    + event.seq() + " of " + event.aggregateType() + " " + event.aggregateId()
                    + ", which is published now. Event ids must be unique");
        }
        return published.hold(event);
    }

    private void verifyCovered(Horizon gap, PublishedRows published) throws SQLException, InterruptedException {
        List<Removal> removals = source.removals(gap);
        PublishedEvents removed = new PublishedEvents();
        removals.stream()
                .map(Removal::events)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(event -> removed.candidate(event.id()));
        published.find(removed);
        List<String> lost = removals.stream()
                .map(removal -> removal.without(removed::hold))
                .filter(Objects::nonNull)
                .map(Removal::toString)
                .toList();
        observer.lacks(lost);
        if (!lost.isEmpty() && rooms.relay().unrecoverable() == Unrecoverable.HALT) {
            throw new UnrecoverableException(lost, rooms.relay().postgres().schema());
        }
    }

    private static @Nullable DurableCursor decode(byte @Nullable [] bytes) {
        return bytes == null ? null : DurableCursor.decode(bytes);
    }
}

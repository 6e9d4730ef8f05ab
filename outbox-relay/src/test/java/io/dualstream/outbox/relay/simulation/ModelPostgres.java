package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.cursor.Snapshot;
import io.dualstream.outbox.relay.internal.cursor.Timeline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as the relay can tell. A commit is three moments: its record is in the WAL, the WAL is flushed (later, when
 * asynchronous), others see it. A snapshot's xmax is one past the latest xid that ended. A crash forgets what was not
 * flushed, hands out again the xids, seqs and LSNs that left no trace, and puts the slot back to where it was saved last.
 */
public final class ModelPostgres {

    private static final int MAX_OPEN = 4;

    private final World world;
    private final ModelLocks locks;
    private final List<Event> events = new ArrayList<>();
    private final List<Event> table = new ArrayList<>();
    private final List<ModelTransaction> open = new ArrayList<>();
    private final ModelWal wal = new ModelWal();
    /** Whose start has the slot to itself. */
    @Nullable
    ModelConnection starting;

    private final ModelLease lease = new ModelLease();
    private final ModelDeadLetters letters = new ModelDeadLetters();
    private final ModelPublication publication;
    private final Traits traits;
    /** Does other work, for as long as it likes. */
    private @Nullable ModelTransaction batch;

    private int timeline = 1;
    private int generation;
    private long nextXid = 3;
    private long latestEnded = 2;
    private long nextSeq = 1;
    private long writtenXid = 2;
    private long flushedXid = 2;
    private long flushedSeq;
    private int commits;

    /**
     * What its users do.
     *
     * @param locks writers exclude each other per key, as careful services do
     * @param large some events are large
     * @param sameIds some events have the id of another aggregate's
     */
    public record Traits(boolean locks, boolean large, boolean sameIds) {}

    public ModelPostgres(World world, Traits traits) {
        this.world = world;
        this.traits = traits;
        this.locks = new ModelLocks(traits.locks());
        this.publication = new ModelPublication(world);
    }

    /** Some writer does one thing. */
    public void write() {
        Dice dice = world.dice;
        if (open.isEmpty() || (open.size() < MAX_OPEN && dice.oneIn(5))) {
            begin();
            return;
        }
        ModelTransaction writer = open.get(dice.below(open.size()));
        if (writer == batch || publication.isChangedBy(writer)) {
            return;
        }
        if (writer.recorded) {
            show(writer);
            return;
        }
        switch (dice.below(8)) {
            case 0 -> writer.savepoint = writer.rows.size();
            case 1 -> rollBackToSavepoint(writer);
            case 2 -> rollBack(writer);
            case 3, 4 -> record(writer);
            default -> insert(writer, dice.below(world.keys));
        }
    }

    private void begin() {
        open.add(new ModelTransaction(nextXid++, !world.dice.oneIn(4)));
        world.say("begin xid", nextXid - 1, 0);
    }

    private void insert(ModelTransaction writer, int key) {
        if (!locks.take(key, writer)) {
            return;
        }
        Event event = new Event(
                events.size(),
                writer.xid,
                nextSeq++,
                key,
                world.millis(),
                id(key),
                traits.large() && world.dice.oneIn(6));
        events.add(event);
        publication.meets(event);
        writer.rows.add(event);
        writtenXid = Math.max(writtenXid, writer.xid);
        wal.write(world.dice.below(2));
        world.say("insert event, xid", event.number, writer.xid);
        if (!event.record.id().equals(Event.ownId(event.number))) {
            world.say("with the id of event", event.record.id().getLeastSignificantBits(), 0);
        }
    }

    private UUID id(int key) {
        if (traits.sameIds() && !table.isEmpty() && world.dice.oneIn(6)) {
            Event other = table.get(world.dice.below(table.size()));
            UUID id = other.record.id();
            if (events.stream()
                    .noneMatch(event -> event.key == key && event.record.id().equals(id))) {
                return id;
            }
        }
        return Event.ownId(events.size());
    }

    /** A transaction that writes no event begins, or ends. */
    public void batch() {
        if (batch == null) {
            batch = new ModelTransaction(nextXid++, true);
            open.add(batch);
            world.say("batch begins xid", batch.xid, 0);
        } else if (world.dice.oneIn(12)) {
            endBatch();
        }
    }

    private void endBatch() {
        if (batch != null) {
            wal.write(1);
            end(batch);
            world.say("batch ends xid", batch.xid, 0);
            batch = null;
        }
    }

    /** Somebody changes the publication: in the steps of any transaction, or by a script, while writers go on. */
    public void alterPublication() {
        if (world.dice.oneIn(2)) {
            stepToAlterPublication();
            return;
        }
        for (int changes = 0; changes < 2; changes++) {
            do {
                stepToAlterPublication();
            } while (publication.change() != null && !publication.awaitsStandby());
            for (int writes = world.dice.below(12); writes > 0; writes--) {
                write();
            }
        }
    }

    private void stepToAlterPublication() {
        ModelTransaction change = publication.change();
        if (change == null) {
            begin();
            publication.change(open.get(open.size() - 1));
        } else if (!change.recorded) {
            if (world.dice.oneIn(8)) {
                rollBack(change);
            } else {
                record(change);
            }
        } else if (!publication.awaitsStandby() || world.dice.oneIn(8)) {
            show(change);
        }
    }

    /** The publication is as it has to be, and nobody changes it. */
    public void mendPublication() {
        while (publication.change() != null || !publication.isWhole()) {
            stepToAlterPublication();
        }
    }

    private void rollBackToSavepoint(ModelTransaction writer) {
        for (int i = writer.rows.size(); writer.savepoint >= 0 && i > writer.savepoint; i--) {
            writer.rows.remove(i - 1).fate = Event.Fate.ROLLED_BACK;
        }
        if (writer.unreadableAt > writer.rows.size()) {
            writer.unreadableAt = -1;
        }
    }

    /** Somebody writes a logical message that no relay can read, among events or into a transaction of its own. */
    public void writeMessage() {
        ModelTransaction writer = open.isEmpty() ? null : open.get(world.dice.below(open.size()));
        if (writer == null || writer == batch || writer.recorded || publication.isChangedBy(writer)) {
            begin();
            writer = open.get(open.size() - 1);
        }
        writer.unreadableAt = writer.rows.size();
        writtenXid = Math.max(writtenXid, writer.xid);
        world.say("message that no relay can read, xid", writer.xid, 0);
    }

    private void rollBack(ModelTransaction writer) {
        writer.rows.forEach(event -> event.fate = Event.Fate.ROLLED_BACK);
        wal.write(1);
        end(writer);
        world.say("rolled back xid", writer.xid, 0);
    }

    /** The commit record: from here on a flush makes it last. */
    private void record(ModelTransaction writer) {
        commits++;
        for (Event event : writer.rows) {
            event.fate = Event.Fate.COMMITTED;
            event.commit = commits;
        }
        wal.commit(writer.xid, List.copyOf(writer.rows), writer.unreadableAt);
        writtenXid = Math.max(writtenXid, writer.xid);
        if (publication.isChangedBy(writer)) {
            publication.recorded(wal.insertLsn());
        }
        writer.recorded = true;
        if (writer.synchronous) {
            flush();
        }
        world.say("commit record of xid, end", writer.xid, wal.insertLsn());
    }

    private void show(ModelTransaction writer) {
        table.addAll(writer.rows);
        end(writer);
        world.say("others see xid", writer.xid, 0);
    }

    private void end(ModelTransaction writer) {
        open.remove(writer);
        if (publication.isChangedBy(writer)) {
            publication.ended();
        }
        latestEnded = Math.max(latestEnded, writer.xid);
        locks.release(writer);
    }

    public void flush() {
        wal.flush();
        flushedXid = writtenXid;
        flushedSeq = nextSeq - 1;
    }

    /** A transaction that says nothing but that the WAL moves. */
    public void heartbeat() {
        latestEnded = Math.max(latestEnded, nextXid);
        writtenXid = Math.max(writtenXid, nextXid);
        wal.commit(nextXid++, List.of(), -1);
        flush();
        world.say("heartbeat, end", wal.insertLsn(), 0);
    }

    /** Commits a mark's name beside those of earlier ones. */
    public long mark(int epoch, long... earlier) throws SQLException {
        heartbeat();
        return lease.mark(epoch, wal.insertLsn(), earlier);
    }

    /** Those that write now end, one way or the other. */
    public void endAll() {
        endBatch();
        for (ModelTransaction writer : List.copyOf(open)) {
            if (!writer.recorded && world.dice.oneIn(4)) {
                rollBack(writer);
            } else {
                if (!writer.recorded) {
                    record(writer);
                }
                show(writer);
            }
        }
    }

    /** The server dies and comes back with what it had flushed. */
    public void crash() {
        world.say("PostgreSQL crashes, flushed to", wal.flushedLsn(), 0);
        goBack(wal.flushedLsn());
    }

    /** A replica that may lag is promoted. */
    public void failOver() {
        timeline++;
        long end = wal.someEnd(world.dice);
        world.say("promoted: timeline, end", timeline, end);
        ModelSlot slot = wal.slot;
        goBack(end);
        if (world.dice.oneIn(2)) {
            wal.slot = null;
        } else if (slot != null) {
            slot.confirmed = Math.min(slot.confirmed, end);
        }
    }

    /** A backup is put back, on the same timeline: the slot is not in it, nor what came later. */
    public void restore() {
        long end = wal.someEnd(world.dice);
        world.say("restored to", end, 0);
        goBack(end);
        wal.slot = null;
    }

    private void goBack(long end) {
        generation++;
        lease.cut(end);
        letters.cut(end);
        publication.cut(end);
        batch = null;
        starting = null;
        for (ModelTransaction writer : open) {
            if (!writer.recorded) {
                writer.rows.forEach(event -> event.fate = Event.Fate.ROLLED_BACK);
            }
        }
        open.clear();
        locks.clear();
        wal.cut(end);
        table.clear();
        long lastXid = wal.isEmpty() ? 2 : 0;
        for (ModelWal.Commit commit : wal.commits()) {
            table.addAll(commit.rows());
            lastXid = Math.max(lastXid, commit.xid());
        }
        boolean wholeFlushed = end == wal.everFlushed();
        nextXid = Math.max(lastXid, wholeFlushed ? flushedXid : 0) + 1;
        long lastSeq = 0;
        for (Event event : table) {
            lastSeq = Math.max(lastSeq, event.record.seq());
        }
        nextSeq = Math.max(lastSeq, wholeFlushed ? flushedSeq : 0) + 1 + world.dice.below(4);
        writtenXid = nextXid - 1;
        latestEnded = nextXid - 1;
        flush();
    }

    /** The transactions that an ordinary statement sees now. */
    public Snapshot snapshot() {
        long[] xids = new long[open.size()];
        for (int i = 0; i < xids.length; i++) {
            xids[i] = open.get(i).xid;
        }
        return Snapshot.of(latestEnded + 1, xids);
    }

    /** The next transaction that writes has it. */
    long nextXid() {
        return nextXid;
    }

    public long oldestXid() {
        long oldest = latestEnded + 1;
        for (ModelTransaction writer : open) {
            oldest = Math.min(oldest, writer.xid);
        }
        return oldest;
    }

    /** What everybody sees in the table now. */
    List<Event> rows() {
        return List.copyOf(table);
    }

    /** What stands in the tables at a slot's first position: rows that it will not bring. */
    record AtSlot(long lsn, List<Event> rows, List<ModelDeadLetters.Row> letters) {}

    /** Makes the slot once everybody who writes now has ended. */
    AtSlot createSlot(ModelConnection session) throws SQLException {
        if (wal.slot != null) {
            throw Refused.REFUSED;
        }
        endAll();
        int before = generation;
        world.call();
        if (generation != before || wal.slot != null || session.isEnded()) {
            throw Refused.REFUSED;
        }
        for (ModelTransaction writer : List.copyOf(open)) {
            if (writer.recorded) {
                show(writer);
            }
        }
        flush();
        wal.slot = new ModelSlot(wal.insertLsn());
        world.say("slot made at", wal.insertLsn(), 0);
        return new AtSlot(wal.insertLsn(), List.copyOf(table), letters.rows());
    }

    ModelPublication publication() {
        return publication;
    }

    public ModelLease lease() {
        return lease;
    }

    public Timeline timeline() {
        return new Timeline(7, timeline);
    }

    /** Changes when every connection breaks. */
    public int generation() {
        return generation;
    }

    public ModelWal wal() {
        return wal;
    }

    /** Rows that others see. */
    public List<Event> table() {
        return table;
    }

    /** Everything anybody ever inserted. */
    public List<Event> events() {
        return events;
    }

    /** The server finds that nobody is behind a session: whoever was there finds it closed. */
    public void loosen() {
        if (wal.slot != null) {
            wal.slot.active = 0;
        }
        starting = null;
        letters.unlock();
    }

    /** The table of dead letters. */
    ModelDeadLetters letters() {
        return letters;
    }
}

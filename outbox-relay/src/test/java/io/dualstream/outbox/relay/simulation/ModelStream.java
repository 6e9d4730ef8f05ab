package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.wal.WalRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One engine run: whole transactions in commit order, from the first whose commit record begins at or after the slot's
 * position, and no further than the WAL is flushed. It reads ahead, so it still has records when its session is gone.
 */
public final class ModelStream {

    private final World world;
    private final ModelPostgres postgres;
    private final ModelSlot slot;
    private final int relay;
    private final int generation;
    private final List<WalRecord> ahead = new ArrayList<>();
    private final int begin;
    private int next;
    private int row;
    private long lastCommit;
    private long toConfirm;

    private ModelStream(World world, ModelPostgres postgres, ModelSlot slot, int relay) {
        this.world = world;
        this.postgres = postgres;
        this.slot = slot;
        this.relay = relay;
        this.generation = postgres.generation();
        while (next < postgres.wal().commits().size()
                && postgres.wal().commits().get(next).start() < slot.confirmed) {
            next++;
        }
        begin = next;
    }

    /** Streams from the slot; refused when it is gone, lost or in use. */
    public static ModelStream open(World world, ModelPostgres postgres, int relay) throws SQLException {
        world.call();
        ModelSlot slot = postgres.wal().slot;
        if (slot == null || slot.lost || slot.active != 0) {
            throw Refused.REFUSED;
        }
        slot.active = relay;
        ModelStream stream = new ModelStream(world, postgres, slot, relay);
        world.say("streams from, relay", slot.confirmed, relay);
        return stream;
    }

    /** A {@link Fault} if more than two transactions come again that Kafka has whole: a crash loop would never end. */
    public void mustRepeatLittle(List<Event> committed) {
        Set<Event> published = new HashSet<>(committed);
        int repeated = 0;
        List<ModelWal.Commit> commits = postgres.wal().commits();
        for (int i = begin; i < commits.size(); i++) {
            ModelWal.Commit commit = commits.get(i);
            if (!commit.rows().isEmpty() && published.containsAll(commit.rows()) && ++repeated > 2) {
                throw new Fault("no progress: begins with transactions published long ago, at " + commit.start());
            }
        }
    }

    private boolean connected() {
        return postgres.generation() == generation && slot.active == relay && postgres.wal().slot == slot && !slot.lost;
    }

    /** Throws unless the session still is. */
    public void verify() throws SQLException {
        world.call();
        if (!connected()) {
            throw Refused.REFUSED;
        }
    }

    /** The next records, at most so many; none when there are none yet. */
    public List<WalRecord> read(int limit) throws SQLException {
        world.call();
        if (connected()) {
            readAhead(2 * limit);
        } else if (ahead.isEmpty()) {
            throw Refused.REFUSED;
        }
        List<WalRecord> part = ahead.subList(0, Math.min(limit, ahead.size()));
        List<WalRecord> batch = List.copyOf(part);
        part.clear();
        if (!batch.isEmpty()) {
            toConfirm = batch.get(batch.size() - 1).lastCommitLsn();
        }
        return batch;
    }

    private void readAhead(int limit) {
        List<ModelWal.Commit> commits = postgres.wal().commits();
        while (ahead.size() < limit
                && next < commits.size()
                && commits.get(next).end() <= postgres.wal().flushedLsn()) {
            ModelWal.Commit commit = commits.get(next);
            long xid = commit.xid() & 0xFFFF_FFFFL;
            if (row < commit.rows().size()) {
                ahead.add(new WalRecord(commit.rows().get(row++).record, xid, lastCommit));
            } else {
                if (commit.rows().isEmpty()) {
                    // the message comes inside its transaction, and now and then the engine says how far it is
                    ahead.add(new WalRecord(null, xid, lastCommit));
                }
                lastCommit = commit.end();
                if (world.dice.oneIn(3)) {
                    ahead.add(new WalRecord(null, 0, lastCommit));
                }
                next++;
                row = 0;
            }
        }
    }

    /** Tells the server what the last batch made safe; it may not get that far. */
    public void confirm() {
        if (connected() && !world.mishap(3) && toConfirm > slot.confirmed) {
            slot.confirmed = toConfirm;
            if (world.mishap(12)) {
                slot.saved = slot.confirmed;
            }
            world.say("confirmed", toConfirm, relay);
        }
    }

    /** Nothing is left to read of what is flushed. */
    public boolean isAtEnd() {
        List<ModelWal.Commit> commits = postgres.wal().commits();
        return ahead.isEmpty() && row == 0 && next >= commits.size();
    }

    public void close() {
        if (connected()) {
            slot.active = 0;
        }
    }
}

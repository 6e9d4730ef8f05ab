package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalHandler;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.WalStreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One engine run: whole transactions in commit order, from the first whose commit record begins at or after the slot's
 * position, and no further than the WAL is flushed. It reads ahead, so it still has records when its session is gone.
 */
final class ModelStream implements DurableStream {

    private final World world;
    private final ModelPostgres postgres;
    private final ModelServers servers;
    private final WalHandler handler;
    private final int relay;
    private final List<WalRecord> ahead = new ArrayList<>();
    private @Nullable ModelSlot slot;
    private int generation;
    private int begin;
    private int next;
    private int row;
    private long lastCommit;
    private boolean handled;
    /** Met what it cannot decode. */
    private boolean broken;
    /** Met what does not fit into the heap. */
    private boolean exceeded;
    /** The publication under which the table was described last. */
    private long described;

    ModelStream(World world, ModelPostgres postgres, ModelServers servers, WalHandler handler) {
        this.world = world;
        this.postgres = postgres;
        this.servers = servers;
        this.relay = servers.relay();
        this.handler = handler;
    }

    @Override
    public void start() {
        world.call();
        ModelSlot found = postgres.wal().slot;
        if (found == null || found.lost || found.active != 0) {
            throw Trouble.NO_STREAM;
        }
        found.active = relay;
        slot = found;
        generation = postgres.generation();
        while (next < postgres.wal().commits().size()
                && postgres.wal().commits().get(next).start() < found.confirmed) {
            next++;
        }
        begin = next;
        world.say("streams from, relay", found.confirmed, relay);
    }

    private boolean connected() {
        ModelSlot mine = slot;
        return mine != null
                && postgres.generation() == generation
                && mine.active == relay
                && postgres.wal().slot == mine
                && !mine.lost;
    }

    /** Brings a batch, or none for now. */
    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException, WalStreamException {
        world.call();
        int most = 1 + world.dice.below(6);
        if (connected() && !broken) {
            readAhead(2 * most);
        } else if (ahead.isEmpty()) {
            if (exceeded) {
                throw new WalStreamException(new OutOfMemoryError("model"), true);
            }
            throw Trouble.NO_STREAM;
        }
        List<WalRecord> part = ahead.subList(0, Math.min(most, ahead.size()));
        List<WalRecord> batch = List.copyOf(part);
        part.clear();
        if (!batch.isEmpty()) {
            int repeated = handled || servers.kafka().isPlain() || !servers.isLatestProducer()
                    ? 0
                    : repeated(servers.kafka().committed());
            long safe = handler.handle(batch);
            if (repeated > 2) {
                throw new Fault("no progress: begins with transactions published long ago");
            }
            handled = true;
            world.call();
            long last = batch.get(batch.size() - 1).lastCommitLsn();
            if (last <= safe) {
                confirm(last);
            }
            if (world.mishap(6)) {
                throw Killed.NOW;
            }
        }
        return false;
    }

    /** How many transactions come again that Kafka has whole: with more than two a crash loop would never end. */
    private int repeated(List<Event> committed) {
        Set<Event> published = new HashSet<>(committed);
        int repeated = 0;
        List<ModelWal.Commit> commits = postgres.wal().commits();
        for (int i = begin; i < commits.size(); i++) {
            ModelWal.Commit commit = commits.get(i);
            if (!commit.rows().isEmpty() && published.containsAll(commit.rows())) {
                repeated++;
            }
        }
        return repeated;
    }

    private void readAhead(int limit) {
        List<ModelWal.Commit> commits = postgres.wal().commits();
        while (ahead.size() < limit
                && next < commits.size()
                && commits.get(next).end() <= postgres.wal().flushedLsn()) {
            ModelWal.Commit commit = commits.get(next);
            long xid = commit.xid() & 0xFFFF_FFFFL;
            if (row == commit.unreadableAt()) {
                broken = true;
                exceeded = true;
                return;
            }
            if (row < commit.rows().size()) {
                Event event = commit.rows().get(row);
                if (event.complainedOf) {
                    broken = true;
                    return;
                }
                row++;
                if (!event.unseen) {
                    ahead.add(new WalRecord(event.record, xid, lastCommit, isDescribedAnew(event)));
                }
            } else {
                if (commit.rows().isEmpty()) {
                    // the message comes inside its transaction, and now and then the engine says how far it is
                    ahead.add(new WalRecord(null, xid, lastCommit, false));
                }
                lastCommit = commit.end();
                if (world.dice.oneIn(3)) {
                    ahead.add(new WalRecord(null, 0, lastCommit, false));
                }
                next++;
                row = 0;
            }
        }
    }

    /** Servers do so after each change of the publication. */
    private boolean isDescribedAnew(Event event) {
        boolean anew = event.publication != described;
        described = event.publication;
        return anew && !world.is(Mutation.PUBLICATION_NOT_ASKED_FOR_WHERE_DESCRIBED_ANEW);
    }

    /** Tells the server what is safe; it may not get that far. */
    private void confirm(long lsn) {
        ModelSlot mine = slot;
        if (mine != null && connected() && !world.mishap(3) && lsn > mine.confirmed) {
            mine.confirmed = lsn;
            if (world.mishap(12)) {
                mine.saved = mine.confirmed;
            }
            world.say("confirmed", lsn, relay);
        }
    }

    /** Nothing is left to read of what is flushed. */
    boolean isAtEnd() {
        List<ModelWal.Commit> commits = postgres.wal().commits();
        return slot != null && !broken && ahead.isEmpty() && row == 0 && next >= commits.size();
    }

    @Override
    public void abort() {
        close();
    }

    /** The server may not notice. */
    @Override
    public void close() {
        ModelSlot mine = slot;
        if (mine != null && connected() && !world.mishap(3)) {
            mine.active = 0;
        }
    }
}

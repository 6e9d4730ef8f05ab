package io.dualstream.outbox.relay.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log: commits in their order, how far it is written and flushed, and the relay's slot. */
public final class ModelWal {

    /**
     * A transaction in the WAL, with the position of its commit record.
     *
     * @param unreadableAt how many rows precede a message that no relay can read; negative without one
     */
    public record Commit(long xid, List<Event> rows, int unreadableAt, long start, long end) {}

    private final List<Commit> commits = new ArrayList<>();
    private long insert = 1_000;
    private long flushed = 1_000;
    public @Nullable ModelSlot slot;

    void write(int records) {
        insert += records * 8L;
    }

    void commit(long xid, List<Event> rows, int unreadableAt) {
        long start = insert;
        insert += 8;
        commits.add(new Commit(xid, rows, unreadableAt, start, insert));
    }

    void flush() {
        flushed = insert;
    }

    void cut(long end) {
        while (!commits.isEmpty() && commits.get(commits.size() - 1).end() > end) {
            for (Event event : commits.remove(commits.size() - 1).rows()) {
                event.fate = Event.Fate.FORGOTTEN;
            }
        }
        insert = end;
        if (slot != null) {
            slot.confirmed = Math.min(slot.saved, end);
            slot.saved = slot.confirmed;
            slot.active = 0;
        }
    }

    long someEnd(Dice dice) {
        int lag = dice.below(4);
        int last = commits.size() - 1 - lag;
        return last < 0 || lag == 0
                ? flushed
                : Math.min(flushed, commits.get(last).end());
    }

    long everFlushed() {
        return flushed;
    }

    boolean isEmpty() {
        return commits.isEmpty();
    }

    public List<Commit> commits() {
        return commits;
    }

    public long insertLsn() {
        return insert;
    }

    public long flushedLsn() {
        return flushed;
    }
}

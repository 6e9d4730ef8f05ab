package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table of dead letters: rows in the order of their numbers, each change a transaction that is flushed. */
final class ModelDeadLetters {

    /** A row; {@code lane} stays what it was, whatever becomes of the event. */
    record Row(DeadLetter letter, String lane, boolean passed) {

        long number() {
            return letter.number();
        }

        boolean isOpen() {
            return letter.state() == DeadLetters.State.FAILED || letter.state() == DeadLetters.State.PARKED;
        }

        @Override
        public String toString() {
            return letter.number() + " of event " + Event.number(letter.event()) + " " + letter.state() + " blocks "
                    + letter.blocks() + (passed ? "" : ", not passed");
        }

        boolean isFailed() {
            return letter.state() == DeadLetters.State.FAILED;
        }
    }

    /** The table from that position of the WAL on. */
    private record Version(long end, List<Row> rows) {}

    private final List<Version> versions = new ArrayList<>(List.of(new Version(0, List.of())));
    /** Numbers of events that were overtaken because the policy says so. */
    private final Set<Integer> overtaken = new HashSet<>();
    /** Numbers of events that were dead letters before the database went back behind the last change to any. */
    private final Set<Integer> forgotten = new HashSet<>();

    private long lastNumber;
    private @Nullable Object locker;
    private Set<Long> locked = Set.of();

    List<Row> rows() {
        return versions.get(versions.size() - 1).rows();
    }

    long nextNumber() {
        return ++lastNumber;
    }

    /** The table is now this, from that position of the WAL on. */
    void commit(long end, List<Row> rows) {
        for (Row row : rows) {
            if (row.isFailed() && row.letter().blocks() == BlockScope.NOTHING) {
                overtaken.add(Event.number(row.letter().event()));
            }
        }
        versions.add(new Version(end, List.copyOf(rows)));
    }

    /** The rows with some of them changed. */
    List<Row> with(UnaryOperator<Row> change) {
        return rows().stream().map(change).toList();
    }

    void lock(Object session, Set<Long> numbers) {
        locker = session;
        locked = numbers;
    }

    void unlock() {
        locker = null;
        locked = Set.of();
    }

    void unlock(Object session) {
        if (locker == session) {
            unlock();
        }
    }

    /** Whether a session would have to wait for another that has locked rows. */
    boolean isLockedFor(@Nullable Object session) {
        return locker != null && locker != session;
    }

    boolean isLocked(long number) {
        return locked.contains(number);
    }

    /** Whether others may be before it: the policy lets them, or the database forgot what became of it. */
    boolean wasOvertaken(Event event) {
        return overtaken.contains(event.number) || forgotten.contains(event.number);
    }

    void cut(long end) {
        unlock();
        if (versions.get(versions.size() - 1).end() > end) {
            rows().forEach(row -> forgotten.add(Event.number(row.letter().event())));
        }
        versions.removeIf(version -> version.end() > end);
        lastNumber =
                Math.max(rows().stream().mapToLong(Row::number).max().orElse(0), versions.size() > 1 ? lastNumber : 0);
    }
}

package io.dualstream.outbox.relay.simulation;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The relay's row in the lease table: who leads, and the names of the latest horizon marks. */
public final class ModelLease {

    /** What the row held from that position of the WAL on. */
    private record Marks(long end, List<Long> names) {}

    private final List<Marks> marks = new ArrayList<>();
    private int epoch;
    private long lastName;

    /** Somebody takes the lease; who had it before can write here no more. */
    public int take() {
        return ++epoch;
    }

    long mark(int of, long end, long... earlier) throws SQLException {
        if (of != epoch) {
            throw Refused.REFUSED;
        }
        List<Long> names = new ArrayList<>(Arrays.stream(earlier).boxed().toList());
        names.add(++lastName);
        marks.add(new Marks(end, names));
        return lastName;
    }

    /** Whether a mark of that name was committed, and not in a history that is no more. */
    public boolean knows(long mark) {
        return !marks.isEmpty() && marks.get(marks.size() - 1).names().contains(mark);
    }

    int epoch() {
        return epoch;
    }

    void cut(long end) {
        marks.removeIf(mark -> mark.end() > end);
    }
}

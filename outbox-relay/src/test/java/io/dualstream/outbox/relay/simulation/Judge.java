package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.simulation.ModelDeadLetters.Row;
import io.dualstream.outbox.relay.status.DeadLetters;
import java.util.List;

/** Compares what a stream and the dead letters hold in the end with the truth. Knows nothing of the relay. */
public final class Judge {

    private Judge() {}

    /**
     * Throws a {@link Fault} unless each committed event is once in {@code stream}, or else an open dead letter or a discarded
     * one; in commit order per key, but for events that a policy lets others overtake; and no other event is.
     */
    static void exactlyOnceInOrder(List<Event> truth, List<Event> stream, ModelDeadLetters letters) {
        verdict(truth, stream, letters, false);
    }

    /**
     * The same, but events may be repeated, and their order is not looked at: nothing fences a predecessor, which may publish what it read
     * at any later time, and what it does to the slot meanwhile costs its successor the order, too.
     */
    static void atLeastOnce(List<Event> truth, List<Event> stream, ModelDeadLetters letters) {
        verdict(truth, stream, letters, true);
    }

    private static void verdict(List<Event> truth, List<Event> stream, ModelDeadLetters letters, boolean repeats) {
        int[] seen = new int[truth.size()];
        int[] latest = new int[Event.KEYS];
        for (Event event : stream) {
            if (event.fate != Event.Fate.COMMITTED && event.fate != Event.Fate.FORGOTTEN) {
                throw new Fault("leaked: " + event);
            }
            if (seen[event.number]++ > 0 && !repeats) {
                throw new Fault("duplicate: " + event);
            }
            if (repeats || letters.wasOvertaken(event)) {
                continue;
            }
            if (event.commit < latest[event.key]) {
                throw new Fault("out of order: " + event);
            }
            latest[event.key] = event.commit;
        }
        boolean[] setAside = new boolean[truth.size()];
        for (Row row : letters.rows()) {
            int number = Event.number(row.letter().event());
            if (row.isOpen() && seen[number] > 0) {
                throw new Fault("published, and a dead letter still: " + truth.get(number));
            }
            setAside[number] = row.isOpen() || row.letter().state() == DeadLetters.State.DISCARDED;
        }
        for (Event event : truth) {
            if (event.fate == Event.Fate.OPEN) {
                throw new Fault("the history has not ended: " + event);
            }
            if (event.fate == Event.Fate.COMMITTED && seen[event.number] == 0 && !setAside[event.number]) {
                throw new Fault("lost: " + event);
            }
        }
    }
}

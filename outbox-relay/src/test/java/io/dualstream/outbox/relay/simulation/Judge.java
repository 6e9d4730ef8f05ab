package io.dualstream.outbox.relay.simulation;

import java.util.List;

/** Compares what a stream holds in the end with the truth. Knows nothing of the relay. */
public final class Judge {

    private Judge() {}

    /** Throws a {@link Fault} unless {@code stream} holds each committed event once, in commit order per key, and no other. */
    public static void exactlyOnceInOrder(List<Event> truth, List<Event> stream) {
        int[] seen = new int[truth.size()];
        int[] latest = new int[ModelPostgres.KEYS];
        for (Event event : stream) {
            if (event.fate != Event.Fate.COMMITTED && event.fate != Event.Fate.FORGOTTEN) {
                throw new Fault("leaked: " + event);
            }
            if (seen[event.number]++ > 0) {
                throw new Fault("duplicate: " + event);
            }
            if (event.commit < latest[event.key]) {
                throw new Fault("out of order: " + event);
            }
            latest[event.key] = event.commit;
        }
        for (Event event : truth) {
            if (event.fate == Event.Fate.OPEN) {
                throw new Fault("the history has not ended: " + event);
            }
            if (event.fate == Event.Fate.COMMITTED && seen[event.number] == 0) {
                throw new Fault("lost: " + event);
            }
        }
    }
}

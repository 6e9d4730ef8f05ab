package io.dualstream.outbox.relay.simulation;

import java.util.ArrayList;
import java.util.List;

/** Compares what Redis holds in the end with the truth. Knows nothing of the relay. */
public final class LiveJudge {

    private LiveJudge() {}

    /**
     * Throws a {@link Fault} unless the stream holds each committed event, but for those inserted before {@code skippable},
     * and no uncommitted one; and within an epoch each at most once, in commit order per key, at positions without a gap.
     */
    public static void onceAnEpochInOrder(List<Event> truth, List<ModelRedis.Entry> stream, long skippable) {
        boolean[] ever = new boolean[truth.size()];
        List<Event> epoch = new ArrayList<>();
        ModelRedis.Entry before = null;
        for (ModelRedis.Entry entry : stream) {
            if (before == null || before.position().epoch() != entry.position().epoch()) {
                judge(truth, epoch);
                epoch.clear();
            } else if (entry.position().n() != before.position().n() + 1) {
                throw new Fault("from position " + before.position() + " to " + entry.position());
            }
            ever[entry.event().number] = true;
            epoch.add(entry.event());
            before = entry;
        }
        judge(truth, epoch);
        for (Event event : truth) {
            if (event.fate == Event.Fate.COMMITTED && !ever[event.number] && event.createdMillis >= skippable) {
                throw new Fault("lost: " + event);
            }
        }
    }

    private static void judge(List<Event> truth, List<Event> epoch) {
        boolean[] seen = new boolean[truth.size()];
        int[] latest = new int[Event.KEYS];
        for (Event event : epoch) {
            if (event.fate != Event.Fate.COMMITTED && event.fate != Event.Fate.FORGOTTEN) {
                throw new Fault("leaked: " + event);
            }
            if (seen[event.number]) {
                throw new Fault("duplicate: " + event);
            }
            if (event.commit < latest[event.key]) {
                throw new Fault("out of order: " + event);
            }
            seen[event.number] = true;
            latest[event.key] = event.commit;
        }
    }
}

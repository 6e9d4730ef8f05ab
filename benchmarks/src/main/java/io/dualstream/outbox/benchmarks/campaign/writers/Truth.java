package io.dualstream.outbox.benchmarks.campaign.writers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The events that must arrive, and the events that must not. */
public final class Truth {

    private final Map<UUID, Fact> committed = new HashMap<>();
    private final Set<UUID> rolledBack = new HashSet<>();

    /**
     * A committed event.
     *
     * @param createdMicros when the table says it was created, in microseconds since 1970
     * @param endingNanos {@link System#nanoTime} just before the commit was sent
     * @param nanos when its writer received the confirmation of the commit
     */
    public record Fact(Intent intent, long createdMicros, long endingNanos, long nanos) {}

    public void committed(Fact fact) {
        committed.put(fact.intent().id(), fact);
    }

    public void rolledBack(UUID id) {
        rolledBack.add(id);
    }

    public Map<UUID, Fact> committed() {
        return committed;
    }

    public Set<UUID> rolledBack() {
        return rolledBack;
    }
}

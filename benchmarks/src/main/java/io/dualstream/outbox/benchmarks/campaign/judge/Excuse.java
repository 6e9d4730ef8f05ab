package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.HashMap;
import java.util.Map;

/** Events that a fault deleted from a stream on purpose. Such an event may be missing; if it is there, all other promises hold for it. */
public final class Excuse {

    private final Map<String, Long> untilNanos = new HashMap<>();

    /**
     * Records a deletion: events of that aggregate type may be missing if their commit was sent before that instant, at which
     * the deletion was over.
     */
    public void deleted(String aggregateType, long beforeNanos) {
        untilNanos.put(aggregateType, beforeNanos);
    }

    boolean covers(Fact fact) {
        Long until = untilNanos.get(fact.intent().aggregateType());
        return until != null && fact.endingNanos() - until < 0;
    }
}

package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.HashMap;
import java.util.Map;

/** What somebody deleted from a stream on purpose: it need not be there any more, but if it is, all else holds. */
public final class Excuse {

    private final Map<String, Long> untilNanos = new HashMap<>();

    /** Events of that aggregate type may be gone whose commit was sent before that instant, at which the deletion was over. */
    public void deleted(String aggregateType, long beforeNanos) {
        untilNanos.put(aggregateType, beforeNanos);
    }

    boolean covers(Fact fact) {
        Long until = untilNanos.get(fact.intent().aggregateType());
        return until != null && fact.endingNanos() - until < 0;
    }
}

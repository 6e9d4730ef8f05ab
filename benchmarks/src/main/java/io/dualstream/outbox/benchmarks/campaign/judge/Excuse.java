package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.HashMap;
import java.util.Map;

/** What somebody deleted from a stream on purpose: it need not be there any more, but if it is, all else holds. */
public final class Excuse {

    private final Map<String, Long> untilNanos = new HashMap<>();

    /** Events of that aggregate type committed before that instant may be gone. */
    public void deleted(String aggregateType, long beforeNanos) {
        untilNanos.put(aggregateType, beforeNanos);
    }

    boolean covers(Fact fact) {
        Long until = untilNanos.get(fact.intent().aggregateType());
        return until != null && fact.nanos() - until < 0;
    }
}

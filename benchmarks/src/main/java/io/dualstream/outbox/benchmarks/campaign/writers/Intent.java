package io.dualstream.outbox.benchmarks.campaign.writers;

import java.util.UUID;

/**
 * One event as a writer means it; its {@link Content} follows from this.
 *
 * @param order counts the committed events of one aggregate, from 1, without a gap
 */
public record Intent(UUID id, String aggregateType, String aggregateId, long order) {

    public String key() {
        return aggregateType + "/" + aggregateId;
    }
}

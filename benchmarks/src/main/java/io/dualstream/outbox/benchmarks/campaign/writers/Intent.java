package io.dualstream.outbox.benchmarks.campaign.writers;

import java.util.UUID;

/**
 * One event as its writer intends it. The payload is computed from the other fields, so that a reader can detect changes.
 *
 * @param order counts the committed events of one aggregate, from 1, without a gap
 */
public record Intent(UUID id, String aggregateType, String aggregateId, long order) {

    public String key() {
        return aggregateType + "/" + aggregateId;
    }

    public String payload() {
        return "{\"of\":\"" + key() + "\",  \"order\": " + order + "}";
    }
}

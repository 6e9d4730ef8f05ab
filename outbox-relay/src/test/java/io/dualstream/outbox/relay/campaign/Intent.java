package io.dualstream.outbox.relay.campaign;

import java.util.UUID;

/**
 * One event as a writer means it. The payload follows from the rest, so that a reader can tell whether it was altered.
 *
 * @param order counts the committed events of one aggregate, from 1, without a gap
 */
record Intent(UUID id, String aggregateType, String aggregateId, long order) {

    String key() {
        return aggregateType + "/" + aggregateId;
    }

    String payload() {
        return "{\"of\":\"" + key() + "\",  \"order\": " + order + "}";
    }
}

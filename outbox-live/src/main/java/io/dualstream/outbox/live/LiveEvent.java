package io.dualstream.outbox.live;

/**
 * An event of the client's subscription; comes once for each position.
 *
 * @param id the event's id, the same as in Kafka
 * @param json the CloudEvent as it stands in Redis, without a payload unless the relay sends it along
 */
public record LiveEvent(
        LivePosition position, String aggregateType, String aggregateId, String eventType, String id, String json)
        implements LiveMessage {}

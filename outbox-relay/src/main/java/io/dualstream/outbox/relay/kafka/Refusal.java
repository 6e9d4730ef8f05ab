package io.dualstream.outbox.relay.kafka;

import io.dualstream.outbox.relay.record.EventRecord;

/**
 * An event that Kafka will not take, however often it is asked.
 *
 * @param wholeTopic whether it takes no event of that topic; otherwise it is this event's own fault
 */
public record Refusal(EventRecord event, boolean wholeTopic, Exception cause) {}

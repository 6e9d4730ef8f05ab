package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.topics.StalledTopicException;
import io.dualstream.outbox.relay.status.EventRecord;

/**
 * An event that Kafka will not take, however often the event is sent, or not for a long time.
 *
 * @param wholeTopic whether Kafka takes no event of that topic; otherwise only this event is refused
 */
public record Refusal(EventRecord event, boolean wholeTopic, Exception cause) {

    /** Whether the refusal will end by itself, because the topic takes no writes only for now. */
    public boolean isStall() {
        return cause.getCause() instanceof StalledTopicException;
    }
}

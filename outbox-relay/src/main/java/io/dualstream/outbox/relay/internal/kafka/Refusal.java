package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.topics.StalledTopicException;
import io.dualstream.outbox.relay.status.EventRecord;

/**
 * An event that Kafka will not take, however often it is asked, or not for a long time.
 *
 * @param wholeTopic whether it takes no event of that topic; otherwise it is this event's own fault
 */
public record Refusal(EventRecord event, boolean wholeTopic, Exception cause) {

    /** Whether it will pass by itself: the topic takes no writes for now. */
    public boolean isStall() {
        return cause.getCause() instanceof StalledTopicException;
    }
}

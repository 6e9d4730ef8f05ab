package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.kafka.topics.EventTopics;
import io.dualstream.outbox.relay.internal.kafka.topics.RefusedTopicException;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events on their way to their topics, and what can be known of them before any is sent. Used by one thread at a time. */
final class RecordFactory {

    private final EventTopics topics;
    private final EventProducerRecord wire;

    RecordFactory(EventTopics topics, EventProducerRecord wire) {
        this.topics = topics;
        this.wire = wire;
    }

    /**
     * Makes sure of every event's topic, and returns the events that may be too large for theirs: whether they are is up to
     * the broker, since compression may save them.
     *
     * @throws RefusedException some go to topics that take none
     */
    List<EventRecord> suspects(List<EventRecord> events) throws InterruptedException {
        List<Refusal> refusals = new ArrayList<>();
        List<EventRecord> suspects = new ArrayList<>();
        for (EventRecord event : events) {
            try {
                EventTopics.Topic topic = topics.of(event);
                if (mayBeTooLarge(event, topic)) {
                    suspects.add(event);
                }
            } catch (RefusedTopicException e) {
                refusals.add(new Refusal(event, true, e));
            }
        }
        if (!refusals.isEmpty()) {
            throw new RefusedException(refusals);
        }
        return suspects;
    }

    private boolean mayBeTooLarge(EventRecord event, EventTopics.Topic topic) {
        byte[] data = event.data();
        int dataBytes = data == null ? 0 : data.length;
        return dataBytes > topic.limitBytes() - EventProducerRecord.MOST_BESIDES_DATA
                && EventProducerRecord.sizeBytes(wire.of(event, topic.name())) > topic.limitBytes();
    }

    ProducerRecord<byte[], byte[]> record(EventRecord event) throws InterruptedException {
        return wire.of(event, topics.of(event).name());
    }

    void forgetTopics() {
        topics.forget();
    }
}

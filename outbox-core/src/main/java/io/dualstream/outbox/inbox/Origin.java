package io.dualstream.outbox.inbox;

/** Where an event came from: in Kafka a topic, a partition of it, and an offset there. */
public record Origin(String topic, int partition, long offset) {

    /** As Kafka's own tools write it: {@code outbox.event.order-3@1772}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

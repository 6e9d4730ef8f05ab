package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.Published;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The model of Kafka as one producer of it is connected. */
final class SimulatedSink implements DurableSink, EventPublisher {

    private static final String CURSOR = "/cursor";
    private static final String RECOVERY = "/recovery";

    private final World world;
    private final ModelKafka kafka;
    private final ModelKafka.Producer producer;
    private final Map<String, byte[]> state;

    SimulatedSink(World world, ModelKafka kafka, ModelKafka.Producer producer, Map<String, byte[]> state) {
        this.world = world;
        this.kafka = kafka;
        this.producer = producer;
        this.state = world.is(Mutation.DEDUPE_OFF) ? forgetful(state) : state;
    }

    private static Map<String, byte[]> forgetful(Map<String, byte[]> state) {
        Map<String, byte[]> without = new HashMap<>(state);
        without.replaceAll((key, value) -> key.endsWith(CURSOR) ? uncounted(DurableCursor.decode(value)) : value);
        return without;
    }

    private static byte[] uncounted(DurableCursor cursor) {
        return new DurableCursor(cursor.timeline(), cursor.commitLsn(), 0, 0, 0, cursor.horizon()).encode();
    }

    @Override
    public EventPublisher publisher() {
        return this;
    }

    @Override
    public Map<String, byte[]> state() {
        return state;
    }

    @Override
    public boolean holdsSince(long epochMillis) {
        return kafka.holdsSince(epochMillis);
    }

    @Override
    public void publishedSince(long epochMillis, PublishedEvents published) {
        kafka.publishedSince(epochMillis, published);
    }

    @Override
    public int maxCandidates() {
        return 5;
    }

    @Override
    public String typeOf(String topic) {
        return topic;
    }

    @Override
    public String topicOf(EventRecord event) {
        return event.aggregateType();
    }

    @Override
    public Map<String, String> troubles(Collection<String> names) {
        world.call();
        Map<String, String> troubles = new HashMap<>();
        for (String name : names) {
            if (!kafka.takesWrites(name)) {
                troubles.put(name, "no leader");
            }
        }
        return troubles;
    }

    @Override
    public boolean sawAll(String topic) {
        return true;
    }

    @Override
    public Published publish(List<EventRecord> events, StateRecord... records) {
        for (StateRecord record : records) {
            if (record.key().endsWith(CURSOR)
                    && (record.value() == null || record.value().length != DurableCursor.BYTES)) {
                throw new Fault("a cursor of another size");
            }
        }
        producer.publish(
                events,
                world.is(Mutation.RECOVERY_MARK_LOST)
                        ? Arrays.stream(records)
                                .filter(record -> !record.key().endsWith(RECOVERY))
                                .toArray(StateRecord[]::new)
                        : records);
        return new Published(events.size(), 0);
    }

    @Override
    public void close() {}
}

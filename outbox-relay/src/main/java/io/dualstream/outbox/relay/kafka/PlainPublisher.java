package io.dualstream.outbox.relay.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.record.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** First the events, then the state: a crash between the two repeats events, it loses none. */
final class PlainPublisher implements EventPublisher {

    private final Producer<byte[], byte[]> producer;
    private final EventTopics topics;
    private final String stateTopic;
    private final EventProducerRecord wire;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    PlainPublisher(Producer<byte[], byte[]> producer, EventTopics topics, String stateTopic, EventProducerRecord wire) {
        this.producer = producer;
        this.topics = topics;
        this.stateTopic = stateTopic;
        this.wire = wire;
    }

    @Override
    public void publish(List<EventRecord> events, StateRecord... state) throws InterruptedException {
        try {
            for (EventRecord event : events) {
                send(wire.of(event, topics.of(event.aggregateType())));
            }
            settle(events.size());
            for (StateRecord entry : state) {
                send(new ProducerRecord<>(stateTopic, entry.key().getBytes(UTF_8), entry.value()));
            }
            settle(events.size());
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "Not all of " + events.size() + " events were published: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure
    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    private void settle(int events) {
        producer.flush();
        Exception error = failure.get();
        if (error != null) {
            throw new KafkaUnavailableException(
                    "Not all of " + events + " events were published: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}

package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.client.SendErrorClassifier;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Publishes without transactions, first the events, then the state: a crash in between repeats events and loses none. */
final class PlainPublisher implements EventPublisher {

    private final Producer<byte[], byte[]> producer;
    private final RecordFactory outgoing;
    private final String stateTopic;
    private final AttemptBudget patience;
    private final TransactionSize size;

    PlainPublisher(
            Producer<byte[], byte[]> producer,
            RecordFactory outgoing,
            String stateTopic,
            AttemptBudget patience,
            TransactionSize size) {
        this.producer = producer;
        this.outgoing = outgoing;
        this.stateTopic = stateTopic;
        this.patience = patience;
        this.size = size;
    }

    @Override
    public Published publish(List<EventRecord> events, StateRecord... state) throws InterruptedException {
        long began = System.nanoTime();
        long bytes = TransactionSize.bytesOf(events);
        try {
            outgoing.suspects(events);
            sendEvents(events);
            sendState(events.size(), state);
            patience.renew();
            size.taken(bytes, Duration.ofNanos(System.nanoTime() - began));
            return new Published(events.size(), 0);
        } catch (KafkaUnavailableException e) {
            size.failed(bytes, e);
            throw e;
        } catch (KafkaException e) {
            size.failed(bytes, e);
            throw unavailable(events.size(), e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives a failure
    private void sendEvents(List<EventRecord> events) throws InterruptedException {
        Queue<Refusal> failures = new ConcurrentLinkedQueue<>();
        for (EventRecord event : events) {
            producer.send(outgoing.record(event), (metadata, error) -> {
                if (error != null) {
                    failures.add(new Refusal(event, SendErrorClassifier.on(error) == SendErrorClassifier.TOPIC, error));
                }
            });
        }
        producer.flush();
        boolean anyTaken = failures.size() < events.size();
        for (Refusal failure : failures) {
            SendErrorClassifier verdict = SendErrorClassifier.on(failure.cause());
            if (!verdict.isFinal() && !(anyTaken && patience.endsWith(verdict))) {
                throw unavailable(events.size(), failure.cause());
            }
        }
        if (!failures.isEmpty()) {
            throw new RefusedException(List.copyOf(failures));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives a failure
    private void sendState(int events, StateRecord... state) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (StateRecord entry : state) {
            var record = new ProducerRecord<>(stateTopic, entry.key().getBytes(UTF_8), entry.value());
            producer.send(record, (metadata, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        }
        producer.flush();
        Exception error = failure.get();
        if (error != null) {
            throw unavailable(events, error);
        }
    }

    private static KafkaUnavailableException unavailable(int events, Exception e) {
        return new KafkaUnavailableException(
                "Not all of " + Counted.of(events, "event was", "events were") + " published: " + e.getMessage(), e);
    }

    @Override
    public int maxBytes() {
        return size.bytes();
    }

    @Override
    public void forgetTopics() {
        outgoing.forgetTopics();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}

package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.UnreadableEventException;
import io.dualstream.outbox.kafka.KafkaEnvelope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;

/** Passes the new records of a batch to a batch listener, in one transaction. */
final class BatchEventListener extends AbstractDelegatingMessageListenerAdapter<BatchMessageListener<Object, Object>>
        implements BatchAcknowledgingConsumerAwareMessageListener<Object, Object>, EventListener {

    private final Inbox inbox;
    private final String consumer;
    private final RecordForm form = new RecordForm();

    BatchEventListener(Inbox inbox, String consumer, BatchMessageListener<Object, Object> listener) {
        super(listener);
        this.inbox = inbox;
        this.consumer = consumer;
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<Object, Object>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> client) {
        var recordOf = new IdentityHashMap<Envelope, ConsumerRecord<Object, Object>>();
        List<Envelope> events = new ArrayList<>();
        for (ConsumerRecord<Object, Object> record : records) {
            form.learn(record);
            Envelope event = readable(record);
            if (event != null) {
                events.add(event);
                recordOf.put(event, record);
            }
        }
        var late = new LateAcknowledgment(acknowledgment);
        List<Outcome> outcomes;
        try {
            outcomes = inbox.handleAll(
                    consumer,
                    events,
                    fresh ->
                            delegate.onMessage(fresh.stream().map(recordOf::get).toList(), late.orNull(), client));
        } catch (HandlingException e) {
            throw failedAt(e.inboxId(), e, events, recordOf);
        }
        int busy = outcomes.indexOf(Outcome.BUSY);
        if (busy >= 0) {
            Envelope event = events.get(busy);
            throw failedAt(event.inboxId(), new BusyException(consumer), events, recordOf);
        }
        late.follow(consumer, outcomes.contains(Outcome.HANDLED) ? Outcome.HANDLED : Outcome.DUPLICATE);
    }

    @Override
    public void replay(Envelope event) {
        delegate.onMessage(List.of(form.record(event)), LateAcknowledgment.ofNobody(), null);
    }

    private @Nullable Envelope readable(ConsumerRecord<Object, Object> record) {
        try {
            return KafkaEnvelope.of(record);
        } catch (UnreadableEventException e) {
            inbox.giveUp(consumer, KafkaEnvelope.ofAnything(record), e);
            return null;
        }
    }

    /**
     * Reports the failed record. The records before it are handled, and their offsets may be committed; the failed record and
     * the records after it are delivered again.
     */
    private static BatchListenerFailedException failedAt(
            String inboxId,
            RuntimeException why,
            List<Envelope> events,
            IdentityHashMap<Envelope, ConsumerRecord<Object, Object>> recordOf) {
        Envelope failed = events.stream()
                .filter(event -> event.inboxId().equals(inboxId))
                .findFirst()
                .orElseThrow();
        return new BatchListenerFailedException(
                String.valueOf(why.getMessage()), why, Objects.requireNonNull(recordOf.get(failed)));
    }
}

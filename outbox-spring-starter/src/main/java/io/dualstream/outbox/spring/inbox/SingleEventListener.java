package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.UnreadableEventException;
import io.dualstream.outbox.kafka.KafkaEnvelope;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;

/** Passes new records to a listener of single records, each in a transaction of its own. */
final class SingleEventListener extends AbstractDelegatingMessageListenerAdapter<MessageListener<Object, Object>>
        implements AcknowledgingConsumerAwareMessageListener<Object, Object>, EventListener {

    private final Inbox inbox;
    private final String consumer;
    private final RecordForm form = new RecordForm();

    SingleEventListener(Inbox inbox, String consumer, MessageListener<Object, Object> listener) {
        super(listener);
        this.inbox = inbox;
        this.consumer = consumer;
    }

    @Override
    public void onMessage(
            ConsumerRecord<Object, Object> record,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> client) {
        form.learn(record);
        var late = new LateAcknowledgment(acknowledgment);
        Outcome outcome;
        try {
            Envelope event = KafkaEnvelope.of(record);
            outcome = inbox.handle(consumer, event, e -> delegate.onMessage(record, late.orNull(), client));
        } catch (UnreadableEventException e) {
            outcome = inbox.giveUp(consumer, KafkaEnvelope.ofAnything(record), e);
        }
        late.follow(consumer, outcome);
    }

    @Override
    public void replay(Envelope event) {
        delegate.onMessage(form.record(event), LateAcknowledgment.ofNobody(), null);
    }
}

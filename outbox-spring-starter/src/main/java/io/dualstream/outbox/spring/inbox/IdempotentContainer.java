package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.InboxKeeper;
import io.dualstream.outbox.kafka.KafkaEnvelope;
import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.kafka.config.ContainerPostProcessor;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.util.backoff.ExponentialBackOff;

/** Puts the inbox between a container and its listener, and lets the inbox decide when a record is given up. */
final class IdempotentContainer
        implements ContainerPostProcessor<Object, Object, AbstractMessageListenerContainer<Object, Object>> {

    private final @Nullable String name;
    private final AnnotatedElement element;
    private final BeanFactory beans;

    IdempotentContainer(@Nullable String name, AnnotatedElement element, BeanFactory beans) {
        this.name = name;
        this.element = element;
        this.beans = beans;
    }

    @Override
    public void postProcess(AbstractMessageListenerContainer<Object, Object> container) {
        Inbox inbox = beans.getBeanProvider(Inbox.class).getIfAvailable();
        if (inbox == null) {
            throw new IllegalStateException(element + " has @IdempotentListener, but there is no inbox: set"
                    + " outbox.inbox.enabled=true (the inbox also needs a DataSource)");
        }
        String consumer = Objects.requireNonNullElseGet(name, () -> Objects.requireNonNull(container.getGroupId()));
        EventListener listener =
                listener(inbox, consumer, container.getContainerProperties().getMessageListener());
        container.getContainerProperties().setMessageListener(listener);
        container.setCommonErrorHandler(errorHandler(inbox, consumer));
        beans.getBean(InboxKeeper.class).onReplay(consumer, listener::replay);
    }

    @SuppressWarnings("unchecked")
    private EventListener listener(Inbox inbox, String consumer, @Nullable Object listener) {
        if (listener instanceof BatchMessageListener<?, ?> batch) {
            if (batch.wantsPollResult()) {
                throw new IllegalStateException(element
                        + " has @IdempotentListener and a parameter of type ConsumerRecords: use a List instead");
            }
            return new BatchEventListener(inbox, consumer, (BatchMessageListener<Object, Object>) batch);
        }
        return new SingleEventListener(
                inbox, consumer, (MessageListener<Object, Object>) Objects.requireNonNull(listener));
    }

    /** Redelivers a record without limit, because the inbox counts the attempts. Errors that Spring regards as final are not retried. */
    private DefaultErrorHandler errorHandler(Inbox inbox, String consumer) {
        InboxProperties.Backoff backoff = beans.getBean(InboxProperties.class).backoff();
        var waits = new ExponentialBackOff(backoff.initial().toMillis(), 2);
        waits.setMaxInterval(backoff.max().toMillis());
        return new DefaultErrorHandler(
                (record, thrown) -> inbox.giveUp(consumer, KafkaEnvelope.ofAnything(record), thrown), waits);
    }
}

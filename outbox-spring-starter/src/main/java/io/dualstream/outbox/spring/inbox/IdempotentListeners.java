package io.dualstream.outbox.spring.inbox;

import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor.AnnotationEnhancer;

/** Connects the containers of {@link IdempotentListener}s to the inbox. */
final class IdempotentListeners implements AnnotationEnhancer {

    private static final String ATTRIBUTE = "containerPostProcessor";

    private final ConfigurableListableBeanFactory beans;
    private int count;

    IdempotentListeners(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> kafkaListener, AnnotatedElement element) {
        IdempotentListener listener = AnnotatedElementUtils.findMergedAnnotation(element, IdempotentListener.class);
        if (listener == null) {
            return kafkaListener;
        }
        if (!"".equals(kafkaListener.get(ATTRIBUTE))) {
            throw new IllegalStateException(element
                    + " has @IdempotentListener, which needs the containerPostProcessor that its @KafkaListener already uses:"
                    + " move that post-processing to the listener container factory");
        }
        String name = "outboxIdempotentContainer" + count++;
        beans.registerSingleton(name, new IdempotentContainer(consumer(listener), element, beans));
        kafkaListener.put(ATTRIBUTE, name);
        return kafkaListener;
    }

    private @Nullable String consumer(IdempotentListener listener) {
        return listener.consumer().isEmpty() ? null : beans.resolveEmbeddedValue(listener.consumer());
    }
}

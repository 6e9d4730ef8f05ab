package io.dualstream.outbox.spring.modulith;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.Outboxed;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.modulith.events.support.BrokerRouting;

/**
 * Records the events that Spring Modulith selects for externalisation, with Modulith's mapping: the target is the aggregate
 * type, the key is the aggregate id. An event without a key belongs to no aggregate in particular, and gets a unique aggregate
 * id.
 */
final class ExternalizedListener implements ApplicationListener<PayloadApplicationEvent<?>>, Ordered {

    private final EventExternalizationConfiguration externalization;
    private final Outbox outbox;
    private final StandardEvaluationContext expressions = new StandardEvaluationContext();

    ExternalizedListener(EventExternalizationConfiguration externalization, Outbox outbox, BeanFactory beans) {
        this.externalization = externalization;
        this.outbox = outbox;
        expressions.setBeanResolver(new BeanFactoryResolver(beans));
    }

    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1_000;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<?> published) {
        Object event = published.getPayload();
        if (externalization.supports(event) && !AnnotatedElementUtils.hasAnnotation(event.getClass(), Outboxed.class)) {
            outbox.publish(mapped(event));
        }
    }

    private OutboxEvent mapped(Object event) {
        RoutingTarget target = externalization.determineTarget(event);
        Object payload = externalization.map(event);
        BrokerRouting routing = BrokerRouting.of(target, expressions);
        String key = target.getKey() == null ? null : routing.getKey(payload);
        OutboxEvent.Builder builder = OutboxEvent.builder(
                        routing.getTarget(payload),
                        orItsOwn(key),
                        event.getClass().getSimpleName())
                .payload(payload);
        externalization.getHeadersFor(payload).forEach((name, value) -> builder.header(name, String.valueOf(value)));
        return builder.build();
    }

    private static String orItsOwn(@Nullable String key) {
        return key == null ? UUID.randomUUID().toString() : key;
    }
}

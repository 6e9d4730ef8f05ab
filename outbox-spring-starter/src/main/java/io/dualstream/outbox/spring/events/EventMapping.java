package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.InvalidEventException;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.Outboxed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Maps instances of one event class to {@link OutboxEvent}s, as the class's annotation says. The annotation is read once. */
record EventMapping(
        Outboxed said,
        String eventType,
        EventExpression aggregateId,
        @Nullable EventExpression key,
        @Nullable EventExpression payload,
        Map<String, EventExpression> headers) {

    /**
     * The mapping of a class; null if the class is not annotated. Throws {@link EventMappingException} if the annotation is
     * wrong for every event.
     */
    static @Nullable EventMapping of(Class<?> type) {
        Outboxed said = AnnotatedElementUtils.findMergedAnnotation(type, Outboxed.class);
        if (said == null) {
            return null;
        }
        EventMapping mapping = new EventMapping(
                said,
                said.eventType().isEmpty() ? type.getSimpleName() : said.eventType(),
                EventExpression.of(type, "aggregateId", said.aggregateId()),
                optional(type, "key", said.key()),
                optional(type, "payload", said.payload()),
                headers(type, said.headers()));
        try {
            OutboxEvent.Builder constants = mapping.builder("any");
            mapping.headers.keySet().forEach(name -> constants.header(name, "any"));
            constants.build();
        } catch (InvalidEventException e) {
            throw new EventMappingException(type, String.valueOf(e.getMessage()));
        }
        return mapping;
    }

    /** Maps an event. Throws {@link InvalidEventException} if the event breaks a rule of the outbox. */
    OutboxEvent map(Object event) {
        OutboxEvent.Builder mapped = builder(aggregateId.required(event))
                .payload(payload == null ? event : payload.value(event))
                .key(key == null ? null : key.required(event));
        headers.forEach((name, expression) -> {
            Object value = expression.value(event);
            if (value != null) {
                mapped.header(name, value.toString());
            }
        });
        return mapped.build();
    }

    private OutboxEvent.Builder builder(String id) {
        return OutboxEvent.builder(said.aggregateType(), id, eventType)
                .dataSchema(said.dataSchema().isEmpty() ? null : said.dataSchema())
                .contentType(said.contentType().isEmpty() ? null : said.contentType());
    }

    private static @Nullable EventExpression optional(Class<?> type, String attribute, String text) {
        return text.isEmpty() ? null : EventExpression.of(type, attribute, text);
    }

    private static Map<String, EventExpression> headers(Class<?> type, String[] headers) {
        var expressions = new LinkedHashMap<String, EventExpression>();
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            if (parts.length < 2) {
                throw new EventMappingException(
                        type, "header \"" + header + "\" is not of the form name=expression, such as tenant=tenantId");
            }
            String name = parts[0].strip();
            expressions.put(name, EventExpression.of(type, "header " + name, parts[1].strip()));
        }
        return expressions;
    }
}

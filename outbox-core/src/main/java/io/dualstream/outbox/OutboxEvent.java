package io.dualstream.outbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, to be told to others. Immutable, as far as its payload is; an instance breaks no rule of the table,
 * but for the payload's size and its being JSON, which show when it is published.
 *
 * @param id null: given when published, a UUIDv7
 * @param aggregateType what kind of thing the event is about, such as {@code order}; becomes part of the Kafka topic
 * @param aggregateId which one; the Kafka key and part of the Redis channel
 * @param eventType what happened, such as {@code OrderPlaced}
 * @param payload an object for the serializer; text is taken as JSON as it stands, bytes as binary; null is a tombstone
 * @param key the Kafka key, where it is not to be the aggregate id
 * @param dataSchema the URI of the schema the payload follows
 * @param contentType null: {@code application/json}, or {@code application/octet-stream} for bytes
 * @param headers carried along, in this order
 */
public record OutboxEvent(
        @Nullable UUID id,
        String aggregateType,
        String aggregateId,
        String eventType,
        @Nullable Object payload,
        @Nullable String key,
        @Nullable String dataSchema,
        @Nullable String contentType,
        Map<String, String> headers) {

    /** Throws {@link InvalidEventException}, naming the field, its value and the rule, when a rule is broken. */
    public OutboxEvent {
        EventRules.aggregateType(aggregateType);
        EventRules.aggregateId(aggregateId);
        EventRules.name("eventType", eventType);
        if (key != null) {
            EventRules.name("key", key);
        }
        if (dataSchema != null) {
            EventRules.dataSchema(dataSchema);
        }
        if (contentType != null) {
            EventRules.contentType(contentType);
        }
        headers.forEach(EventRules::header);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** An event with nothing but its payload. */
    public static OutboxEvent of(String aggregateType, String aggregateId, String eventType, @Nullable Object payload) {
        return builder(aggregateType, aggregateId, eventType).payload(payload).build();
    }

    public static OutboxEventBuilder builder(String aggregateType, String aggregateId, String eventType) {
        return new OutboxEventBuilder(aggregateType, aggregateId, eventType);
    }

    /** The event without its payload and header values, which belong in no log. */
    @Override
    public String toString() {
        return eventType + " of " + aggregateType + "/" + aggregateId + (id == null ? "" : " (" + id + ")");
    }
}

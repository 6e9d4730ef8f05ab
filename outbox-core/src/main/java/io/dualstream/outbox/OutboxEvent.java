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

    public static Builder builder(String aggregateType, String aggregateId, String eventType) {
        return new Builder(aggregateType, aggregateId, eventType);
    }

    /** The event without its payload and header values, which belong in no log. */
    @Override
    public String toString() {
        return eventType + " of " + aggregateType + "/" + aggregateId + (id == null ? "" : " (" + id + ")");
    }

    /** Collects what an {@link OutboxEvent} may say beyond its three names. Not for use by many threads. */
    public static final class Builder {

        private final String aggregateType;
        private final String aggregateId;
        private final String eventType;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable UUID id;
        private @Nullable Object payload;
        private @Nullable String key;
        private @Nullable String dataSchema;
        private @Nullable String contentType;

        Builder(String aggregateType, String aggregateId, String eventType) {
            this.aggregateType = aggregateType;
            this.aggregateId = aggregateId;
            this.eventType = eventType;
        }

        /** For events that already have an id elsewhere; consumers take two events with one id for duplicates. */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /** An object for the serializer, {@link CharSequence} for JSON as it stands, {@code byte[]} for binary, null for a tombstone. */
        public Builder payload(@Nullable Object payload) {
            this.payload = payload;
            return this;
        }

        /** The Kafka key, where it is not to be the aggregate id. */
        public Builder key(@Nullable String key) {
            this.key = key;
            return this;
        }

        /** The URI of the schema the payload follows. */
        public Builder dataSchema(@Nullable String dataSchema) {
            this.dataSchema = dataSchema;
            return this;
        }

        public Builder contentType(@Nullable String contentType) {
            this.contentType = contentType;
            return this;
        }

        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Adds to the headers already given. */
        public Builder headers(Map<String, String> headers) {
            this.headers.putAll(headers);
            return this;
        }

        /** Throws {@link InvalidEventException}, naming the field, its value and the rule, when a rule is broken. */
        public OutboxEvent build() {
            return new OutboxEvent(
                    id, aggregateType, aggregateId, eventType, payload, key, dataSchema, contentType, headers);
        }
    }
}

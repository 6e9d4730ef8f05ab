package io.dualstream.outbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to record in the outbox. Immutable if the payload is immutable. An instance breaks no rule of the table, with two
 * exceptions: the size of the payload, and whether the payload is valid JSON, are checked when the event is published.
 *
 * @param id null: the outbox assigns a UUIDv7 when the event is published
 * @param aggregateType type of the thing that the event is about, such as {@code order}; becomes part of the Kafka topic
 * @param aggregateId id of the thing that the event is about; the Kafka key and part of the Redis channel
 * @param eventType type of the event, such as {@code OrderPlaced}
 * @param payload an object for the serializer; text is stored unchanged as JSON, bytes are stored as binary; null is a
 *     tombstone
 * @param key the Kafka key, if the key is not the aggregate id
 * @param dataSchema the URI of the payload's schema
 * @param contentType null: {@code application/json}, or {@code application/octet-stream} for bytes
 * @param headers headers of the event, in this order
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

    /** Throws {@link InvalidEventException}, naming the field, its value and the rule, if a rule is broken. */
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

    /** Returns an event that has a payload and no other optional field. */
    public static OutboxEvent of(String aggregateType, String aggregateId, String eventType, @Nullable Object payload) {
        return builder(aggregateType, aggregateId, eventType).payload(payload).build();
    }

    public static Builder builder(String aggregateType, String aggregateId, String eventType) {
        return new Builder(aggregateType, aggregateId, eventType);
    }

    /** Describes the event without its payload and header values, which must not appear in a log. */
    @Override
    public String toString() {
        return eventType + " of " + aggregateType + "/" + aggregateId + (id == null ? "" : " (" + id + ")");
    }

    /** Collects the optional fields of an {@link OutboxEvent}. Not safe for use by many threads. */
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

        /**
         * Sets the id of an event that already has an id elsewhere. Consumers treat two events with the same id as
         * duplicates.
         */
        public Builder id(UUID id) {
            this.id = id;
            return this;
        }

        /**
         * Sets the payload: an object for the serializer, a {@link CharSequence} that is stored unchanged as JSON, a
         * {@code byte[]} that is stored as binary, or null for a tombstone.
         */
        public Builder payload(@Nullable Object payload) {
            this.payload = payload;
            return this;
        }

        /** Sets the Kafka key, if the key is not the aggregate id. */
        public Builder key(@Nullable String key) {
            this.key = key;
            return this;
        }

        /** Sets the URI of the payload's schema. */
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

        /** Adds these headers to the headers that are already set. */
        public Builder headers(Map<String, String> headers) {
            this.headers.putAll(headers);
            return this;
        }

        /**
         * Returns the event. Throws {@link InvalidEventException}, naming the field, its value and the rule, if a rule is
         * broken.
         */
        public OutboxEvent build() {
            return new OutboxEvent(
                    id, aggregateType, aggregateId, eventType, payload, key, dataSchema, contentType, headers);
        }
    }
}

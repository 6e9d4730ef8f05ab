package io.dualstream.outbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collects what an {@link OutboxEvent} may say beyond its three names. Not for use by many threads. */
public final class OutboxEventBuilder {

    private final String aggregateType;
    private final String aggregateId;
    private final String eventType;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable UUID id;
    private @Nullable Object payload;
    private @Nullable String key;
    private @Nullable String dataSchema;
    private @Nullable String contentType;

    OutboxEventBuilder(String aggregateType, String aggregateId, String eventType) {
        this.aggregateType = aggregateType;
        this.aggregateId = aggregateId;
        this.eventType = eventType;
    }

    /** For events that already have an id elsewhere; consumers take two events with one id for duplicates. */
    public OutboxEventBuilder id(UUID id) {
        this.id = id;
        return this;
    }

    /** An object for the serializer, {@link CharSequence} for JSON as it stands, {@code byte[]} for binary, null for a tombstone. */
    public OutboxEventBuilder payload(@Nullable Object payload) {
        this.payload = payload;
        return this;
    }

    /** The Kafka key, where it is not to be the aggregate id. */
    public OutboxEventBuilder key(@Nullable String key) {
        this.key = key;
        return this;
    }

    /** The URI of the schema the payload follows. */
    public OutboxEventBuilder dataSchema(@Nullable String dataSchema) {
        this.dataSchema = dataSchema;
        return this;
    }

    public OutboxEventBuilder contentType(@Nullable String contentType) {
        this.contentType = contentType;
        return this;
    }

    public OutboxEventBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds to the headers already given. */
    public OutboxEventBuilder headers(Map<String, String> headers) {
        this.headers.putAll(headers);
        return this;
    }

    /** Throws {@link InvalidEventException}, naming the field, its value and the rule, when a rule is broken. */
    public OutboxEvent build() {
        return new OutboxEvent(
                id, aggregateType, aggregateId, eventType, payload, key, dataSchema, contentType, headers);
    }
}

package io.dualstream.outbox.relay.status;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the outbox table: an event with its position.
 *
 * @param seq the row's number; rows commit out of its order
 * @param key what Kafka partitions by; null means the aggregate id
 * @param contentType of the data; null when there is no data
 * @param headers the event's own, in the order they were written
 * @param data the payload's bytes, untouched; null is a tombstone
 * @param createdAt ISO-8601 in UTC, as it stands on the wire
 * @param topic where an operator sends it; null, as for every event that comes from the table, for its aggregate type's
 * @param unreadable why the row cannot be read as the event it was meant to be; null, as for every event that passed the table's rules
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way through: never compared, never copied
public record EventRecord(
        long seq,
        UUID id,
        String aggregateType,
        String aggregateId,
        String eventType,
        @Nullable String key,
        @Nullable String dataSchema,
        @Nullable String contentType,
        Map<String, String> headers,
        byte @Nullable [] data,
        String createdAt,
        @Nullable String topic,
        @Nullable String unreadable) {

    /** An event as it comes from the table. */
    public EventRecord(
            long seq,
            UUID id,
            String aggregateType,
            String aggregateId,
            String eventType,
            @Nullable String key,
            @Nullable String dataSchema,
            @Nullable String contentType,
            Map<String, String> headers,
            byte @Nullable [] data,
            String createdAt) {
        this(
                seq,
                id,
                aggregateType,
                aggregateId,
                eventType,
                key,
                dataSchema,
                contentType,
                headers,
                data,
                createdAt,
                null);
    }

    /** The size of the data in bytes; 0 if the event has none. */
    public int dataBytes() {
        return data == null ? 0 : data.length;
    }

    /** An event that can be read, for that topic. */
    public EventRecord(
            long seq,
            UUID id,
            String aggregateType,
            String aggregateId,
            String eventType,
            @Nullable String key,
            @Nullable String dataSchema,
            @Nullable String contentType,
            Map<String, String> headers,
            byte @Nullable [] data,
            String createdAt,
            @Nullable String topic) {
        this(
                seq,
                id,
                aggregateType,
                aggregateId,
                eventType,
                key,
                dataSchema,
                contentType,
                headers,
                data,
                createdAt,
                topic,
                null);
    }

    /** What Kafka partitions by, and order is kept by. */
    public String keyOnTheWire() {
        return key == null ? aggregateId : key;
    }
}

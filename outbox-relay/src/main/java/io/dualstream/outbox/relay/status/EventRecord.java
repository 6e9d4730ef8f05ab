package io.dualstream.outbox.relay.status;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the outbox table: an event with its position.
 *
 * @param seq the row's number; rows do not commit in the order of their numbers
 * @param key the value by which Kafka partitions; null means the aggregate id
 * @param contentType content type of the data; null if there is no data
 * @param headers the event's own headers, in the order in which they were written
 * @param data the payload's bytes, unchanged; null is a tombstone
 * @param createdAt ISO-8601 in UTC, in the form that is sent to Kafka and Redis
 * @param topic the topic that an operator chose; null means the topic of the aggregate type, as for every event read from
 *     the table
 * @param unreadable why the row cannot be read as an event; null, as for every event that passed the table's rules
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

    /** Creates an event as read from the table. */
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

    /** Creates a readable event for that topic. */
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

    /** Returns the key by which Kafka partitions, and within which the order is kept. */
    public String keyOnTheWire() {
        return key == null ? aggregateId : key;
    }
}

package io.dualstream.outbox.inbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it arrived, with its payload as bytes. Immutable if the data is not modified.
 *
 * @param attributes the CloudEvents attributes by name, without a prefix: {@code id}, {@code source}, {@code type},
 *     {@code specversion}, {@code subject}, {@code time}, {@code dataschema}, {@code datacontenttype}, and extensions
 * @param headers the headers that are not CloudEvents attributes, such as {@code traceparent}
 * @param key the record's key as text
 * @param data the payload's bytes; null is a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Envelope(
        Map<String, String> attributes,
        Map<String, String> headers,
        @Nullable String key,
        byte @Nullable [] data,
        Origin origin) {

    /**
     * The position of an event in its source: for Kafka a topic, a partition of the topic, and an offset in the partition.
     */
    public record Origin(String topic, int partition, long offset) {

        /** Formats the position as Kafka's own tools do: {@code outbox.event.order-3@1772}. */
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    public Envelope {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /**
     * Returns the id under which the inbox records the event: the event's id if the id is a UUID; otherwise source and id;
     * otherwise the position.
     */
    public String inboxId() {
        String id = attributes.get("id");
        if (id == null) {
            return origin.toString();
        }
        String source = attributes.get("source");
        return source == null || isUuid(id) ? id : source + " " + id;
    }

    public String id() {
        return required("id");
    }

    public String source() {
        return required("source");
    }

    public String type() {
        return required("type");
    }

    /** Returns the aggregate id, if the event is from a Dualstream outbox. */
    public @Nullable String subject() {
        return attributes.get("subject");
    }

    /**
     * Returns the time at which the event was published; null if the event has no time, or a time that is not in the form of
     * RFC 3339.
     */
    public @Nullable Instant time() {
        String time = attributes.get("time");
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    public @Nullable String dataSchema() {
        return attributes.get("dataschema");
    }

    public @Nullable String contentType() {
        return attributes.get("datacontenttype");
    }

    /** Describes the event without its data and header values, which must not appear in a log. */
    @Override
    public String toString() {
        return attributes.getOrDefault("type", "record") + " " + inboxId() + " (" + origin + ")";
    }

    private String required(String attribute) {
        String value = attributes.get(attribute);
        if (value == null) {
            throw new UnreadableEventException(this + " is no CloudEvent: it has no attribute " + attribute, null);
        }
        return value;
    }

    private static boolean isUuid(String id) {
        try {
            return id.length() == 36 && UUID.fromString(id).toString().equalsIgnoreCase(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

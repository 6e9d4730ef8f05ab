package io.dualstream.outbox.testkit.spring;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** An event as stored in the table. Immutable. */
public final class RecordedEvent {

    private static final int SHOWN_CHARACTERS = 200;

    private final UUID id;
    private final String aggregateType;
    private final String aggregateId;
    private final String eventType;
    private final @Nullable String key;
    private final @Nullable String dataSchema;
    private final @Nullable String contentType;
    private final Map<String, String> headers;
    private final @Nullable String payload;
    private final byte @Nullable [] payloadBytes;
    private final JsonMapper mapper;

    RecordedEvent(ResultSet row, JsonMapper mapper) throws SQLException {
        this.mapper = mapper;
        id = row.getObject("id", UUID.class);
        aggregateType = row.getString("aggregate_type");
        aggregateId = row.getString("aggregate_id");
        eventType = row.getString("event_type");
        key = row.getString("key");
        dataSchema = row.getString("dataschema");
        contentType = row.getString("content_type");
        String json = row.getString("headers");
        headers = json == null ? Map.of() : mapper.readValue(json, new TypeReference<Map<String, String>>() {});
        payload = row.getString("payload");
        byte[] binary = row.getBytes("payload_binary");
        payloadBytes = binary != null || payload == null ? binary : payload.getBytes(StandardCharsets.UTF_8);
    }

    public UUID id() {
        return id;
    }

    public String aggregateType() {
        return aggregateType;
    }

    public String aggregateId() {
        return aggregateId;
    }

    public String eventType() {
        return eventType;
    }

    /** Returns the Kafka key, which is the aggregate id if the event has no key. */
    public String key() {
        return key == null ? aggregateId : key;
    }

    public @Nullable String dataSchema() {
        return dataSchema;
    }

    /** Returns the content type; null if the event has none. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** Returns the headers: a trace, a correlation id and the publisher's own headers. The map is unmodifiable. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** Returns the JSON text, byte for byte; null for a binary payload and for a tombstone. */
    public @Nullable String payload() {
        return payload;
    }

    /** Returns a copy of the payload's bytes, of JSON or of any other kind; null for a tombstone. */
    public byte @Nullable [] payloadBytes() {
        return payloadBytes == null ? null : payloadBytes.clone();
    }

    /**
     * Returns the JSON payload as an object that the application's own mapper reads. Throws an {@link AssertionError} if
     * there is no JSON payload.
     */
    public <T> T payloadAs(Class<T> type) {
        if (payload == null) {
            throw new AssertionError("there is no JSON payload in " + this);
        }
        return mapper.readValue(payload, type);
    }

    /** Formats the event, for example as {@code OrderPlaced of order 4711 {"item":"kite"}}. Long payloads are shortened. */
    @Override
    public String toString() {
        return eventType + " of " + aggregateType + " " + aggregateId + " " + shown();
    }

    private String shown() {
        if (payload == null) {
            return payloadBytes == null ? "(tombstone)" : "(" + payloadBytes.length + " bytes)";
        }
        return payload.length() <= SHOWN_CHARACTERS ? payload : payload.substring(0, SHOWN_CHARACTERS) + "…";
    }
}

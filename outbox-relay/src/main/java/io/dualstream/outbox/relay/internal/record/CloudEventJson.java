package io.dualstream.outbox.relay.internal.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.status.EventRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes an event in the JSON event format of CloudEvents 1.0, with the extension attributes {@code aggregatetype} and
 * {@code position}. Headers become extension attributes if CloudEvents allows their names. Thread-safe.
 */
public final class CloudEventJson {

    private static final JsonFactory JSON = new JsonFactory();

    private static final Set<String> TAKEN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "aggregatetype",
            "position",
            "data");

    private final String source;
    private final boolean withData;

    /** {@code withData} decides whether the payload is included as {@code data}. */
    public CloudEventJson(String source, boolean withData) {
        this.source = source;
        this.withData = withData;
    }

    /**
     * Returns UTF-8. A payload that is declared as JSON but is not valid JSON is written as {@code data_base64}, like any other
     * payload.
     */
    public byte[] write(EventRecord event, String position) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("specversion", "1.0");
            json.writeStringProperty("id", event.id().toString());
            json.writeStringProperty("source", source);
            json.writeStringProperty("type", event.eventType());
            json.writeStringProperty("subject", event.aggregateId());
            json.writeStringProperty("time", event.createdAt());
            writeIfAny(json, "datacontenttype", event.contentType());
            writeIfAny(json, "dataschema", event.dataSchema());
            json.writeStringProperty("aggregatetype", event.aggregateType());
            json.writeStringProperty("position", position);
            event.headers().forEach((name, value) -> {
                if (isExtension(name)) {
                    json.writeStringProperty(name, value);
                }
            });
            byte[] data = event.data();
            if (withData && data != null) {
                writeData(json, event.contentType(), data);
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void writeData(JsonGenerator json, @Nullable String contentType, byte[] data) {
        String text = isJson(contentType) ? jsonText(data) : null;
        if (text != null) {
            json.writeName("data");
            json.writeRawValue(text);
        } else {
            json.writeName("data_base64");
            json.writeBinary(data);
        }
    }

    private static void writeIfAny(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    /** CloudEvents: attribute names consist of lower-case letters and digits. */
    private static boolean isExtension(String name) {
        return !TAKEN.contains(name) && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return type.endsWith("/json") || type.endsWith("+json");
    }

    /** The bytes as text if they are one JSON value in UTF-8; else null. */
    private static @Nullable String jsonText(byte[] data) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
            try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
                if (in.nextToken() == null) {
                    return null;
                }
                in.skipChildren();
                return in.nextToken() == null ? text : null;
            }
        } catch (CharacterCodingException | JacksonException e) {
            return null;
        }
    }
}

package io.dualstream.outbox.relay.internal.record;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The {@code headers} column: a JSON object of strings, as the table's rules demand. */
public final class EventHeaders {

    private static final JsonFactory JSON = new JsonFactory();

    private EventHeaders() {}

    /** The headers in the order of the column; none for null. Anything but an object of strings is an error. */
    public static Map<String, String> parse(@Nullable String json) {
        if (json == null || json.equals("{}")) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Headers are not a JSON object");
            }
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                if (in.nextToken() != JsonToken.VALUE_STRING) {
                    throw new IllegalArgumentException("The value of header '" + name + "' is not a string");
                }
                headers.put(name, in.getString());
            }
        }
        return headers;
    }

    /** The inverse of {@link #parse}. */
    public static String format(Map<String, String> headers) {
        StringWriter json = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            out.writeStartObject();
            headers.forEach(out::writeStringProperty);
            out.writeEndObject();
        }
        return json.toString();
    }
}

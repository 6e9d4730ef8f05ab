package io.dualstream.outbox.benchmarks.campaign.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads events in the JSON format of CloudEvents. Thread-safe. */
final class CloudEventText {

    private static final JsonFactory JSON = new JsonFactory();

    private final Attributes attributes = new Attributes();

    /** What is no CloudEvent at all is nobody's, at no position. */
    Sighting read(String stream, String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            return read(stream, text, json);
        } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Sighting(Sighting.NOBODY, stream, LivePosition.NONE, "not readable: " + text, 0, 0);
        }
    }

    private Sighting read(String stream, String text, JsonParser json) {
        UUID id = Sighting.NOBODY;
        LivePosition position = LivePosition.NONE;
        long micros = 0;
        long payload = Payload.NOT_CARRIED;
        List<String> others = new ArrayList<>();
        json.nextToken();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken token = json.nextToken();
            if (name.equals("data")) {
                int begin = (int) json.currentTokenLocation().getCharOffset();
                json.skipChildren();
                json.finishToken();
                int end = (int) json.currentLocation().getCharOffset();
                payload = Payload.of(text.substring(begin, end).getBytes(UTF_8)); // as it stands, blanks and all
            } else if (token != JsonToken.VALUE_STRING) {
                others.add(name + "=" + token);
                json.skipChildren();
            } else if (name.equals("data_base64")) {
                payload = Payload.of(Base64.getDecoder().decode(json.getString()));
            } else if (name.equals("id") && id.equals(Sighting.NOBODY)) {
                id = UUID.fromString(json.getString());
            } else if (name.equals("position") && position.equals(LivePosition.NONE)) {
                position = LivePosition.parse(json.getString());
            } else if (name.equals("time") && Attributes.micros(json.getString()) != 0) {
                micros = Attributes.micros(json.getString());
            } else {
                others.add(name + "=" + json.getString());
            }
        }
        return new Sighting(id, stream, position, attributes.intern(others), micros, payload);
    }
}

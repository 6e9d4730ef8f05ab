package io.dualstream.outbox.live;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads from a CloudEvent which aggregate it concerns. */
final class EventJson {

    private static final Logger LOG = LoggerFactory.getLogger(EventJson.class);
    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /** What no relay wrote becomes an event that nobody can select: its position counts all the same. */
    static LiveMessage.Event read(LiveMessage.Position position, String aggregateType, String json) {
        String subject = "";
        String type = "";
        String id = "";
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case "subject" -> subject = in.getString();
                    case "type" -> type = in.getString();
                    case "id" -> id = in.getString();
                    default -> in.skipChildren();
                }
            }
            return new LiveMessage.Event(position, aggregateType, subject, type, id, json);
        } catch (JacksonException e) {
            LOG.warn("Entry {} of the stream of {} is not an event and is skipped", position, aggregateType);
            return new LiveMessage.Event(position, "", "", "", "", "");
        }
    }
}

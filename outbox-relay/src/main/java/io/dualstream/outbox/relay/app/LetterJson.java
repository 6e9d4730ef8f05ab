package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dead letter as a JSON object. Fields that are null are left out. */
final class LetterJson {

    private LetterJson() {}

    /** The letter without headers and payload. */
    static Map<String, Object> brief(DeadLetter letter) {
        EventRecord event = letter.event();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", letter.number());
        json.put("state", letter.state().label());
        put(json, "request", letter.request());
        json.put("aggregateType", event.aggregateType());
        json.put("aggregateId", event.aggregateId());
        json.put("eventType", event.eventType());
        json.put("id", event.id().toString());
        json.put("seq", event.seq());
        put(json, "topic", event.topic());
        json.put("key", event.keyOnTheWire());
        json.put("time", event.createdAt());
        json.put("stalled", letter.stalled());
        json.put("reason", letter.reason());
        put(json, "errorClass", letter.errorClass());
        json.put("attempts", letter.attempts());
        json.put("firstAt", letter.firstAt().toString());
        json.put("lastAt", letter.lastAt().toString());
        put(json, "resolvedAt", letter.resolvedAt());
        return json;
    }

    /** The letter with headers and payload, which is in {@code data} if it is text, else in {@code dataBase64}. */
    static Map<String, Object> whole(DeadLetter letter) {
        Map<String, Object> json = brief(letter);
        EventRecord event = letter.event();
        put(json, "dataSchema", event.dataSchema());
        put(json, "contentType", event.contentType());
        json.put("headers", event.headers());
        byte[] data = event.data();
        if (data != null) {
            String text = text(data);
            put(json, "data", text);
            put(json, "dataBase64", text != null ? null : Base64.getEncoder().encodeToString(data));
        }
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    private static @Nullable String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
